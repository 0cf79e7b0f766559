import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { DataError } from "../jobs/table/data-error.ts";

/** The lines of a file, or of standard input where there is none or it is "-". */
export async function* linesOf(file: string | undefined): AsyncGenerator<string> {
  const input = file === undefined || file === "-" ? process.stdin : createReadStream(file);
  try {
    for await (const line of createInterface({ input, crlfDelay: Infinity })) yield line;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataError(`cannot be read: ${reason}`, {
      file: file ?? "-",
      help: "give a text file with a sentence per line",
      cause,
    });
  }
}

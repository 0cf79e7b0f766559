import { linesOfBytes, textLines } from "../jobs/text/text-lines.ts";

/**
 * The lines of a UTF-8 file, perhaps packed by gzip, or of standard input where there is none or it is "-". A line of
 * more than 1 MB, which no job reads, is null, so that no input is ever held whole. Throws a DataError for what cannot
 * be read or is not UTF-8.
 */
export async function* linesOf(file: string | undefined): AsyncGenerator<string | null> {
  const groups = file === undefined || file === "-" ? linesOfBytes(process.stdin, "-") : textLines(file);
  for await (const lines of groups) for (const line of lines) yield typeof line === "string" ? line : null;
}

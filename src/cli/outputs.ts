import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, extname } from "node:path";
import { codeOf, fileError } from "../files/file-error.ts";
import { checkOutput, goesToStandardOutput, writeOutput } from "../files/output-file.ts";
import { isQuery } from "../jobs/table/query.ts";

/** What a command writes in the end, into a file that was found fit at the beginning. */
export interface Output {
  /** Writes it all. */
  readonly write: (data: string | Uint8Array) => Promise<void>;
  /** Says what else there is to say: on standard error where the file is standard output. */
  readonly say: (text: string) => void;
}

/**
 * Finds out, before the work begins, whether a file can be written and is none of the inputs. Throws a FileError if
 * not.
 */
export async function outputTo(path: string, inputs: readonly (string | undefined)[]): Promise<Output> {
  const files = inputs.flatMap((input) => (input === undefined ? [] : filesIn(input)));
  await checkOutput(path, files);
  const stream = (await goesToStandardOutput(path)) ? process.stderr : process.stdout;
  return {
    write: (data) => writeOutput(path, data, files),
    say: (text) => void stream.write(`${text}\n`),
  };
}

/**
 * Takes a name for a new file, with a number before its ending where others have it: two commands in one second get two
 * names.
 */
export function newFile(path: string): string {
  const ending = extname(path);
  try {
    mkdirSync(dirname(path), { recursive: true });
    for (let number = 1; ; number++) {
      const numbered = number === 1 ? path : `${path.slice(0, path.length - ending.length)}-${number}${ending}`;
      try {
        writeFileSync(numbered, "", { flag: "wx" });
        return numbered;
      } catch (error) {
        if (codeOf(error) !== "EEXIST") throw error;
      }
    }
  } catch (error) {
    throw fileError(error, path);
  }
}

/** The files that a source names: itself, or what stands in quotes in a query. */
function filesIn(source: string): readonly string[] {
  return isQuery(source) && !existsSync(source)
    ? [...source.matchAll(/'((?:[^']|'')*)'/g)].map(([, name]) => name.replaceAll("''", "'"))
    : [source];
}

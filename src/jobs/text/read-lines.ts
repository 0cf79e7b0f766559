import { DataError } from "../table/data-error.ts";
import { readText } from "./read-text.ts";

/**
 * The lines of a text file, perhaps packed by gzip, without their ends ("\n" or "\r\n"); a last line needs none. Empty
 * lines are lines. Only these ends part lines, so that U+0085 or U+2028 in a sentence shifts nothing. Throws a
 * DataError where the file cannot be read, is not UTF-8, or has no lines.
 */
export async function readLines(path: string): Promise<readonly string[]> {
  const text = await readText(path);
  if (text === "") throw new DataError("is empty", { file: path, help: "give a text file with one sentence per line" });
  return text.replace(/\r?\n$/, "").split(/\r?\n/);
}

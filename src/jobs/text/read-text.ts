import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { DataError } from "../table/data-error.ts";

/**
 * The text of a file, perhaps packed by gzip: UTF-8, or UTF-16 with a byte order mark. Other encodings cannot be told apart for sure, and a wrong guess would change every word with an accent,
 * so they are refused. Throws a DataError for those with the first wrong line, and for files that cannot be read.
 */
export async function readText(path: string): Promise<string> {
  try {
    return decodeText(unpacked(await readFile(path)), path);
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    throw new DataError(`cannot be read: ${reasonOf(cause)}`, {
      file: path,
      help: "check the name and the file",
      cause,
    });
  }
}

/** The text that bytes stand for; `name` is for the message. */
export function decodeText(bytes: Buffer, name: string): string {
  try {
    const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : "utf-16be";
    const marked = utf16 === "utf-16le" || (bytes[0] === 0xfe && bytes[1] === 0xff);
    return new TextDecoder(marked ? utf16 : "utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    const line = firstWrongLine(bytes);
    throw new DataError("is not UTF-8", {
      file: name,
      ...(line === null ? {} : { place: `line ${line}` }),
      help: "save it as UTF-8, for example by: iconv -f WINDOWS-1252 -t UTF-8",
      cause,
    });
  }
}

/** No byte of a character above 127 is a line end in UTF-8, so lines can be tried one by one. */
function firstWrongLine(bytes: Buffer): number | null {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for (let [start, line] = [0, 1]; start <= bytes.length; line++) {
    const end = bytes.indexOf(10, start);
    const stop = end < 0 ? bytes.length : end;
    try {
      decoder.decode(bytes.subarray(start, stop));
    } catch {
      return line;
    }
    start = stop + 1;
  }
  return null;
}

function unpacked(bytes: Buffer): Buffer {
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
}

function reasonOf(cause: unknown): string {
  if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return "there is no such file";
  if (cause instanceof Error && "code" in cause && cause.code === "EISDIR") return "it is a folder";
  return cause instanceof Error ? cause.message : String(cause);
}

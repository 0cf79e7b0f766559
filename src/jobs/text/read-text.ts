import { createReadStream } from "node:fs";
import { gunzipSync } from "node:zlib";
import { reasonOf } from "../../files/file-error.ts";
import { DataError } from "../table/data-error.ts";

/** Bytes of a text, unpacked: what a string can hold, by far. */
const largestText = 256e6;

/**
 * The text of a file, perhaps packed by gzip: UTF-8, or UTF-16 with a byte order mark. Other encodings cannot be told
 * apart for sure, and a wrong guess would change every word with an accent, so they are refused. Throws a DataError for
 * those with the first wrong line, for files that cannot be read, and for more than 256 MB.
 */
export async function readText(path: string): Promise<string> {
  try {
    return decodeText(await wholeFile(path), path);
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

/** The bytes of a file, unpacked if they are packed; never more than are allowed. */
async function wholeFile(path: string): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of createReadStream(path)) {
    if (!Buffer.isBuffer(chunk)) continue;
    parts.push(chunk);
    length += chunk.length;
    if (length > largestText) throw tooLarge(path);
  }
  const bytes = Buffer.concat(parts);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: largestText });
  } catch (cause) {
    throw cause instanceof RangeError ? tooLarge(path) : cause;
  }
}

function tooLarge(file: string): DataError {
  return new DataError(`holds more than ${largestText / 1e6} MB of text`, { file, help: "cut it into several files" });
}

import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import { open, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { reasonOf } from "../../files/file-error.ts";
import { DataError } from "./data-error.ts";
import { decodeWindows1252 } from "./windows-1252.ts";

/** What a text file is made of, found by reading all of it once. */
export interface TextFile {
  readonly gzip: boolean;
  /**
   * "latin-1" is whatever is neither UTF-8 nor UTF-16; like everywhere on the web it stands for Windows-1252, which has
   * more letters.
   */
  readonly encoding: "utf-8" | "latin-1" | "utf-16";
  /** Lines in the file; an unfinished last line counts. Null for utf-16, whose lines are not counted. */
  readonly lines: number | null;
  /** Some lines end in \\r\\n, others in \\n alone. */
  readonly mixedLineEnds: boolean;
  /** The numbers, from 1, of lines that hold nothing. */
  readonly blankLines: readonly number[];
  /** Commas, semicolons, tabs or bars in the first line, whichever are most; as much as its first 256 KB show. */
  readonly separators: number;
}

/**
 * Whether `path` can be read as a file, and whether it is packed by gzip, whatever its name says. Throws a DataError
 * otherwise.
 */
export async function inspectFile(path: string): Promise<{ readonly gzip: boolean; readonly start: Buffer }> {
  try {
    const found = await stat(path);
    if (found.isDirectory())
      throw new DataError("is a folder, not a file", { file: path, help: "give the file in it" });
    const file = await open(path);
    try {
      const start = Buffer.alloc(512);
      const { bytesRead } = await file.read(start);
      if (bytesRead === 0) throw new DataError("is empty", { file: path, help: emptyHelp });
      return { gzip: start[0] === 0x1f && start[1] === 0x8b, start: start.subarray(0, bytesRead) };
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw unreadable(path, error);
  }
}

/**
 * Reads a text file through once: DuckDB tells neither the encoding nor a packed file that ends early, and its lines
 * are needed to say where something is. Throws a DataError for a file that is empty, cut off, or no text.
 */
export async function inspectText(path: string): Promise<TextFile> {
  const { gzip } = await inspectFile(path);
  let utf8 = true;
  let [lines, plainEnds, dosEnds] = [0, 0, 0];
  let empty = true;
  let separators = 0;
  const blankLines: number[] = [];
  /** Of the line that has begun: its bytes so far, and the last of them. */
  let [length, last] = [0, 0];
  /** Bytes of a character that was cut by the end of a chunk. */
  let rest: Buffer = Buffer.alloc(0);

  const endLine = (ended: boolean): void => {
    lines++;
    const dos = length > 0 && last === carriageReturn;
    if (ended && dos) dosEnds++;
    else if (ended) plainEnds++;
    if (length === 0 || (length === 1 && dos)) blankLines.push(lines);
    else empty = false;
    length = 0;
  };

  let first = true;
  try {
    for await (const chunk of bytes(path, gzip)) {
      if (first) {
        separators = separatorsIn(chunk);
        if (chunk[0] === 0xff && chunk[1] === 0xfe)
          return { gzip, encoding: "utf-16", lines: null, mixedLineEnds: false, blankLines: [], separators };
        if (chunk[0] === 0xfe && chunk[1] === 0xff) throw notText(path, "is text in UTF-16 with the high byte first");
        if (chunk.subarray(0, 512).includes(0)) throw notText(path, "is not a text file");
        first = false;
      }
      let from = 0;
      for (let at = chunk.indexOf(lineFeed); at >= 0; at = chunk.indexOf(lineFeed, from)) {
        if (at > from) last = chunk[at - 1];
        length += at - from;
        endLine(true);
        from = at + 1;
      }
      if (from < chunk.length) last = chunk[chunk.length - 1];
      length += chunk.length - from;
      if (utf8) {
        const text = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
        const end = endOfCharacters(text);
        utf8 = isUtf8(text.subarray(0, end));
        rest = text.subarray(end);
      }
    }
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw gzip && hasCode(error, "Z_") ? damaged(path, error) : unreadable(path, error);
  }
  if (length > 0) endLine(false);
  utf8 &&= isUtf8(rest);
  if (empty) throw new DataError("is empty", { file: path, help: emptyHelp });
  const mixedLineEnds = plainEnds > 0 && dosEnds > 0;
  return { gzip, encoding: utf8 ? "utf-8" : "latin-1", lines, mixedLineEnds, blankLines, separators };
}

/** Where the last character of UTF-8 ends that is not cut off. */
function endOfCharacters(text: Buffer): number {
  for (let back = 1; back <= Math.min(3, text.length); back++) {
    const byte = text[text.length - back];
    if (byte < 0x80) return text.length;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 0;
    if (needed > 0) return needed > back ? text.length - back : text.length;
  }
  return text.length;
}

function separatorsIn(start: Buffer): number {
  const end = start.indexOf(lineFeed);
  const counts = new Map([44, 59, 9, 124].map((sign) => [sign, 0]));
  for (const byte of end < 0 ? start : start.subarray(0, end)) {
    const count = counts.get(byte);
    if (count !== undefined) counts.set(byte, count + 1);
  }
  return Math.max(...counts.values());
}

/**
 * Writes a copy in UTF-8 whose lines all end in \\n, unpacked: DuckDB stops at the first line that ends otherwise than
 * those before, and at the first “quote” or – dash of Windows-1252.
 */
export async function copyAsPlainText(path: string, { gzip, encoding }: TextFile, folder: string): Promise<string> {
  const copy = join(folder, "lines.csv");
  const isUtf8Already = encoding === "utf-8";
  async function* plain(): AsyncGenerator<Buffer> {
    let held = false;
    for await (const chunk of bytes(path, gzip)) {
      const text: Buffer = held ? Buffer.concat([Buffer.of(carriageReturn), chunk]) : chunk;
      held = text[text.length - 1] === carriageReturn;
      const bytesOfLines = text.subarray(0, held ? -1 : undefined);
      // Each byte a letter, there and back, so that no character of UTF-8 is cut in two.
      const lines = isUtf8Already ? bytesOfLines.toString("latin1") : decodeWindows1252(bytesOfLines);
      yield Buffer.from(lines.replaceAll("\r\n", "\n"), isUtf8Already ? "latin1" : "utf8");
    }
  }
  await writeFile(copy, plain());
  return copy;
}

const lineFeed = 10;
const carriageReturn = 13;
const emptyHelp = "give a file with a line of column names and at least one line of numbers";

/**
 * A packed file of more bytes may expand to at most this many times its size: text is never packed so tightly, what is
 * made to fill disks is.
 */
const largestUnpacked = 1e9;
const mostTimes = 200;

async function* bytes(path: string, gzip: boolean): AsyncGenerator<Buffer> {
  const { size } = await stat(path);
  let length = 0;
  const file = createReadStream(path, { highWaterMark: 1 << 18 });
  const stream: Readable = gzip
    ? file.on("error", (error) => stream.destroy(error)).pipe(createGunzip({ chunkSize: 1 << 18 }))
    : file;
  for await (const chunk of stream) {
    if (!Buffer.isBuffer(chunk)) continue;
    length += chunk.length;
    if (gzip && length > Math.max(largestUnpacked, mostTimes * size)) {
      throw new DataError(`unpacks to more than ${mostTimes} times its size`, {
        file: path,
        help: "unpack it yourself",
      });
    }
    yield chunk;
  }
}

function hasCode(error: unknown, start: string): boolean {
  return error instanceof Error && "code" in error && typeof error.code === "string" && error.code.startsWith(start);
}

function damaged(file: string, cause: unknown): DataError {
  const cutOff = hasCode(cause, "Z_BUF_ERROR");
  return new DataError(cutOff ? "is cut off: the packed data end too early" : "is damaged: it cannot be unpacked", {
    file,
    help: "fetch or copy the file again; `gzip -t` checks it",
    cause,
  });
}

function notText(file: string, problem: string): DataError {
  return new DataError(problem, { file, help: "save it as CSV in UTF-8, or as Parquet" });
}

function unreadable(file: string, cause: unknown): DataError {
  if (hasCode(cause, "ENOENT")) return new DataError("there is no such file", { file, help: "check the path", cause });
  return new DataError(`cannot be read: ${reasonOf(cause)}`, {
    file,
    help: "check that it is a file that you may read",
    cause,
  });
}

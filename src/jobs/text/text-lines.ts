import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { reasonOf } from "../../files/file-error.ts";
import { DataError } from "../table/data-error.ts";

/** Why a line cannot be given: too long to hold, or not UTF-8. */
export type LineProblem = "tooLong" | "broken";

/** A line of a text file without its end. */
export type Line = string | { readonly problem: LineProblem };

export interface TextLineOptions {
  /** What to do with bytes that are not UTF-8: throw, or give the line as a problem. Default: "refuse". */
  readonly brokenText?: "refuse" | "leaveOut";
}

/** Lines of more bytes are not kept in memory. */
const longestLine = 1_000_000;
const lineEnd = 0x0a;

/**
 * The lines of a UTF-8 text file, plain or packed by gzip (whatever its name), some thousand at a time, so that a file
 * of any size can be read. Lines end with "\n" or "\r\n" and with nothing else; the last one need not end. A byte order
 * mark is taken off.
 *
 * Throws a DataError that names the file, and the line where there is one, for files that cannot be read, are cut off,
 * or are not UTF-8.
 */
export async function* textLines(path: string, options: TextLineOptions = {}): AsyncGenerator<readonly Line[]> {
  yield* linesOfBytes(await bytesOf(path), path, options);
}

/** As textLines, of bytes as they come; `name` is for the message. */
export async function* linesOfBytes(
  source: AsyncIterable<unknown>,
  name: string,
  { brokenText = "refuse" }: TextLineOptions = {},
): AsyncGenerator<readonly Line[]> {
  const splitter = new LineSplitter(name, brokenText);
  for await (const bytes of source) {
    const lines = bytes instanceof Uint8Array ? splitter.add(bytes) : [];
    if (lines.length > 0) yield lines;
  }
  const last = splitter.finish();
  if (last.length > 0) yield last;
}

/** Cuts bytes into lines, wherever the pieces that they come in begin and end. */
class LineSplitter {
  readonly #file: string;
  readonly #brokenText: "refuse" | "leaveOut";
  readonly #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  /** Bytes of a line that has not ended; null when there are too many of them. */
  #rest: Uint8Array[] | null = [];
  #restLength = 0;
  /** Lines given. */
  #count = 0;
  #started = false;

  constructor(file: string, brokenText: "refuse" | "leaveOut") {
    this.#file = file;
    this.#brokenText = brokenText;
  }

  add(piece: Uint8Array): Line[] {
    let bytes = piece;
    if (!this.#started && bytes.length > 0) bytes = this.#withoutMark(bytes);
    const end = bytes.lastIndexOf(lineEnd);
    if (end < 0) {
      this.#keep(bytes);
      return [];
    }
    const first = bytes.indexOf(lineEnd);
    this.#keep(bytes.subarray(0, first));
    const lines = [this.#takeRest(), ...(first < end ? this.#decodeLines(bytes.subarray(first + 1, end)) : [])];
    this.#keep(bytes.subarray(end + 1));
    return lines;
  }

  finish(): Line[] {
    return this.#restLength > 0 ? [this.#takeRest()] : [];
  }

  #keep(bytes: Uint8Array): void {
    this.#restLength += bytes.length;
    if (this.#restLength > longestLine) this.#rest = null;
    // Copied, because streams may use their memory again.
    else if (bytes.length > 0) this.#rest?.push(bytes.slice());
  }

  #takeRest(): Line {
    const parts = this.#rest;
    this.#rest = [];
    this.#restLength = 0;
    this.#count++;
    return parts === null ? { problem: "tooLong" } : this.#decode(Buffer.concat(parts));
  }

  /** Lines that all ended but the last, whose end was cut off. */
  #decodeLines(bytes: Uint8Array): Line[] {
    let text: string;
    try {
      text = this.#decoder.decode(bytes);
    } catch {
      return this.#decodeOneByOne(bytes);
    }
    const lines = text.split("\n");
    this.#count += lines.length;
    return lines.map(withoutReturn);
  }

  #decodeOneByOne(bytes: Uint8Array): Line[] {
    const lines: Line[] = [];
    for (let start = 0; start <= bytes.length;) {
      const found = bytes.indexOf(lineEnd, start);
      const end = found < 0 ? bytes.length : found;
      this.#count++;
      lines.push(this.#decode(bytes.subarray(start, end)));
      start = end + 1;
    }
    return lines;
  }

  #decode(bytes: Uint8Array): Line {
    try {
      return withoutReturn(this.#decoder.decode(bytes));
    } catch (cause) {
      if (this.#brokenText === "leaveOut") return { problem: "broken" };
      throw new DataError(
        `is not UTF-8: ${JSON.stringify(Buffer.from(bytes).toString("latin1").slice(0, 60))} in Latin-1`,
        {
          file: this.#file,
          place: `line ${this.#count}`,
          help: "convert the file (iconv -f LATIN1 -t UTF-8), or allow such lines to be left out",
          cause,
        },
      );
    }
  }

  #withoutMark(bytes: Uint8Array): Uint8Array {
    this.#started = true;
    const wide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    if (wide || bytes.subarray(0, 1000).includes(0)) {
      throw new DataError(wide ? "is UTF-16" : "holds zero bytes, so it is not UTF-8 text", {
        file: this.#file,
        help: wide ? "convert the file (iconv -f UTF-16 -t UTF-8)" : "give a text file, one sentence per line",
      });
    }
    return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
  }
}

function withoutReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}

/** The bytes of a file, unpacked if they are packed by gzip. */
async function bytesOf(path: string): Promise<AsyncIterable<unknown>> {
  const packed = await beginsAsGzip(path);
  const raw = createReadStream(path, { highWaterMark: 1 << 18 });
  const stream: Readable = packed ? pipeline(raw, createGunzip({ chunkSize: 1 << 18 }), () => {}) : raw;
  return (async function* () {
    try {
      for await (const chunk of stream) yield chunk;
    } catch (cause) {
      throw unreadable(path, cause, packed ? "is the packed file whole?" : "is it a file, and may you read it?");
    }
  })();
}

async function beginsAsGzip(path: string): Promise<boolean> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(new Uint8Array(2), 0, 2, 0);
      return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw unreadable(path, cause, "is it a file, and may you read it?");
  }
}

function unreadable(file: string, cause: unknown, help: string): DataError {
  return new DataError(`cannot be read: ${reasonOf(cause)}`, {
    file,
    help,
    cause,
  });
}

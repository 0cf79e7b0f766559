import { createReadStream, createWriteStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { crc32, createInflateRaw, inflateRawSync } from "node:zlib";

/** A file inside a zip archive. */
interface Entry {
  readonly name: string;
  /** 0 as it is, 8 deflated. */
  readonly method: number;
  readonly crc: number;
  readonly packedSize: number;
  readonly size: number;
  readonly headerOffset: number;
}

/** Bytes that a file in an archive, and all that are taken from one archive, may unpack to. */
const largestFile = 256e6;
const largestTotal = 1e9;

/**
 * Unpacks the first file of a zip archive whose name ends in `ending`, of at most `largest` bytes, checking its length
 * and CRC-32. Reads archives
 * below 4 GB, without encryption, whose files are deflated or stored (PKWARE's APPNOTE 6.3, sections 4.3 and 4.4).
 * Throws an Error that says what is wrong with the archive.
 */
export async function unpackFromZip(archive: string, ending: string, to: string, largest: number): Promise<void> {
  const entry = (await listEntries(archive)).find(({ name }) => name.endsWith(ending));
  if (entry === undefined) throw new Error(`the archive holds no ${ending} file`);
  const start = await contentStart(archive, entry);
  if (entry.size > largest) throw new Error(`${entry.name} unpacks to more than ${largest} bytes`);
  if (entry.packedSize === 0) throw new Error(`${entry.name} is empty`);
  let [size, crc] = [0, 0];
  const measured = new Transform({
    transform(chunk: Buffer, _, done) {
      size += chunk.length;
      crc = crc32(chunk, crc);
      if (size > entry.size) done(new Error(`${entry.name} is damaged: it unpacks to more than it says`));
      else done(null, chunk);
    },
  });
  const packed = createReadStream(archive, { start, end: start + entry.packedSize - 1 });
  const file = createWriteStream(to);
  if (entry.method === 8) await pipeline(packed, createInflateRaw(), measured, file);
  else await pipeline(packed, measured, file);
  check(entry, size, crc);
}

/** A file inside an archive, whole. */
export interface ZipFile {
  readonly name: string;
  readonly content: Buffer;
}

/**
 * The files of a zip archive for whose names `wanted` says yes, one after another, in the order of the archive's
 * directory; checked as by `unpackFromZip`. Each is held in memory whole; one of more than 256 MB, and more than 1 GB
 * in all, are refused.
 */
export async function* zipEntries(archive: string, wanted: (name: string) => boolean): AsyncGenerator<ZipFile> {
  let total = 0;
  for (const entry of await listEntries(archive)) {
    if (entry.name.endsWith("/") || !wanted(entry.name)) continue;
    total += entry.size;
    if (entry.size > largestFile) throw new Error(`${entry.name} unpacks to more than ${largestFile / 1e6} MB`);
    if (total > largestTotal) throw new Error(`its files unpack to more than ${largestTotal / 1e6} MB`);
    const packed = await readBytes(archive, await contentStart(archive, entry), entry.packedSize);
    const content = entry.method === 8 ? inflate(entry, packed) : packed;
    check(entry, content.length, crc32(content));
    yield { name: entry.name, content };
  }
}

function inflate(entry: Entry, packed: Buffer): Buffer {
  try {
    // One byte more than there should be tells a wrong length, and no more memory is spent on it.
    return inflateRawSync(packed, { maxOutputLength: entry.size + 1 });
  } catch (cause) {
    throw new Error(`${entry.name} is damaged`, { cause });
  }
}

/** Where in the archive a file's packed bytes begin. */
async function contentStart(archive: string, { name, method, headerOffset }: Entry): Promise<number> {
  if (method !== 0 && method !== 8) throw new Error(`${name} is packed by method ${method}; only 0 and 8 are read`);
  const header = await readBytes(archive, headerOffset, 30);
  if (header.readUInt32LE(0) !== 0x04034b50) throw new Error("the archive is damaged");
  return headerOffset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
}

function check(entry: Entry, size: number, crc: number): void {
  if (size !== entry.size) throw new Error(`${entry.name} has ${size} bytes instead of ${entry.size}`);
  if (crc !== entry.crc) throw new Error(`the checksum of ${entry.name} is wrong`);
}

async function listEntries(archive: string): Promise<Entry[]> {
  const { size } = await stat(archive);
  // The end record may be followed by a comment of up to 65,535 bytes.
  const tailStart = Math.max(0, size - 22 - 0xffff);
  const tail = await readBytes(archive, tailStart, size - tailStart);
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end < 0 || end + 22 > tail.length) throw new Error("it is not a whole zip archive");
  const count = tail.readUInt16LE(end + 10);
  const directory = await readBytes(archive, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
  const entries: Entry[] = [];
  for (let at = 0; entries.length < count;) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== 0x02014b50)
      throw new Error("the archive is damaged");
    const nameLength = directory.readUInt16LE(at + 28);
    entries.push({
      name: directory.toString("utf8", at + 46, at + 46 + nameLength),
      method: directory.readUInt16LE(at + 10),
      crc: directory.readUInt32LE(at + 16),
      packedSize: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      headerOffset: directory.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

async function readBytes(path: string, position: number, length: number): Promise<Buffer> {
  const file = await open(path);
  try {
    // What an archive says of itself may be wrong: nothing is allocated that it does not hold.
    const { size } = await file.stat();
    if (position + length > size) throw new Error("the archive is damaged");
    const bytes = Buffer.alloc(length);
    const { bytesRead } = await file.read(bytes, 0, length, position);
    if (bytesRead !== length) throw new Error("the archive is damaged");
    return bytes;
  } finally {
    await file.close();
  }
}

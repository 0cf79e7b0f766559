import { palette } from "./palette.ts";

/**
 * A picture of colour numbers (rows of equal length, 0 … 255) as a data: URI of a PNG with the palette of heat maps.
 * The numbers are stored as they are, not packed: so the page's script can read them back (strip-script.ts), and
 * nothing but this file is needed to make one.
 */
export function pngUri(rows: readonly Uint8Array[]): string {
  return `data:image/png;base64,${base64(png(rows))}`;
}

/**
 * Where the first row begins in a picture: behind signature, IHDR, PLTE, tRNS, and the heads of IDAT, of its zlib
 * stream and of its first block.
 */
export const firstByte = 8 + 25 + (12 + 768) + 13 + 8 + 2 + 5;

/** Bytes of a stored block, after which the head of the next follows, 5 bytes. */
export const blockSize = 65_535;

function png(rows: readonly Uint8Array[]): Uint8Array {
  const width = rows[0]?.length ?? 0;
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, rows.length);
  // 8 bits per pixel, with a palette.
  header.set([8, 3, 0, 0, 0], 8);
  // Each row begins with its filter: none.
  const raw = new Uint8Array(rows.length * (width + 1));
  rows.forEach((row, i) => raw.set(row, i * (width + 1) + 1));
  return concatenated([
    Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10),
    chunk("IHDR", header),
    chunk("PLTE", palette),
    chunk("tRNS", Uint8Array.of(0)),
    chunk("IDAT", stored(raw)),
    chunk("IEND", new Uint8Array(0)),
  ]);
}

/** A zlib stream (RFC 1950) of blocks that are not packed (RFC 1951, 3.2.4). */
function stored(raw: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [Uint8Array.of(0x78, 0x01)];
  for (let begin = 0; begin === 0 || begin < raw.length; begin += blockSize) {
    const block = raw.subarray(begin, begin + blockSize);
    const isLast = begin + blockSize >= raw.length;
    const { length } = block;
    parts.push(Uint8Array.of(isLast ? 1 : 0, length & 255, length >> 8, ~length & 255, (~length >> 8) & 255), block);
  }
  let [a, b] = [1, 0];
  for (const byte of raw) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  parts.push(Uint8Array.of(b >> 8, b & 255, a >> 8, a & 255));
  return concatenated(parts);
}

function chunk(name: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(
    Array.from(name, (letter) => letter.charCodeAt(0)),
    4,
  );
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let code = byte;
  for (let bit = 0; bit < 8; bit++) code = code & 1 ? (code >>> 1) ^ 0xedb88320 : code >>> 1;
  return code;
});

function crc32(bytes: Uint8Array): number {
  let code = 0xffffffff;
  for (const byte of bytes) code = crcTable[(code ^ byte) & 255] ^ (code >>> 8);
  return (code ^ 0xffffffff) >>> 0;
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function base64(bytes: Uint8Array): string {
  let text = "";
  // In pieces: a call takes a limited number of arguments.
  for (let begin = 0; begin < bytes.length; begin += 8192) {
    text += String.fromCharCode(...bytes.subarray(begin, begin + 8192));
  }
  return btoa(text);
}

import { crc32, inflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { levelOf, levels, palette } from "./palette.ts";
import { blockSize, firstByte, pngUri } from "./png.ts";

function bytesOf(uri: string): Buffer {
  expect(uri.startsWith("data:image/png;base64,")).toBe(true);
  return Buffer.from(uri.slice("data:image/png;base64,".length), "base64");
}

/** The chunks of a PNG, whose checksums must be right. */
function chunksOf(png: Buffer): ReadonlyMap<string, Buffer> {
  expect(png.subarray(0, 8).toString("latin1")).toBe("\u0089PNG\r\n\u001a\n");
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    const name = png.subarray(at + 4, at + 8).toString("latin1");
    chunks.set(name, png.subarray(at + 8, at + 8 + length));
    expect(png.readUInt32BE(at + 8 + length)).toBe(crc32(png.subarray(at + 4, at + 8 + length)));
    at += 12 + length;
  }
  return chunks;
}

const picture = (width: number, height: number): Uint8Array[] =>
  Array.from({ length: height }, (_, row) =>
    Uint8Array.from({ length: width }, (_c, column) => (7 * row + 3 * column) % 256),
  );

test.each([
  [1, 1],
  [40, 32],
  [300, 300],
])("a picture of %i × %i holds its numbers where the page's script looks for them", (width, height) => {
  const rows = picture(width, height);
  const png = bytesOf(pngUri(rows));
  const chunks = chunksOf(png);
  expect([...chunks.keys()]).toEqual(["IHDR", "PLTE", "tRNS", "IDAT", "IEND"]);
  expect([chunks.get("IHDR")?.readUInt32BE(0), chunks.get("IHDR")?.readUInt32BE(4)]).toEqual([width, height]);
  const raw = inflateSync(chunks.get("IDAT") ?? "");
  expect(raw.length).toBe(height * (width + 1));
  for (let row = 0; row < height; row++) {
    expect(raw[row * (width + 1)]).toBe(0);
    for (let column = 0; column < width; column++) {
      const place = row * (width + 1) + 1 + column;
      if (
        raw[place] !== rows[row][column] ||
        png[firstByte + place + 5 * Math.floor(place / blockSize)] !== raw[place]
      ) {
        throw new Error(`row ${row}, column ${column}: ${raw[place]}, expected ${rows[row][column]}`);
      }
    }
  }
});

test("colours differ, and only get lighter: a copy in grey says the same", () => {
  const light = Array.from({ length: levels }, (_, i) => {
    const [r, g, b] = palette.subarray(3 * (i + 1), 3 * (i + 2));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  });
  // Integers of red, green and blue: a single step may round the other way.
  expect(light.every((value, i) => i < 3 || value > light[i - 3])).toBe(true);
  expect(light[254] - light[0]).toBeGreaterThan(180);
  const colours = Array.from({ length: levels }, (_, i) => palette.subarray(3 * i + 3, 3 * i + 6).join(","));
  expect(new Set(colours).size).toBeGreaterThan(245);
  expect(palette.length).toBe(768);
});

test("numbers become colours: ends, the middle, what is beyond or missing", () => {
  const signed = { low: -2, high: 2, power: 1 } as const;
  expect([-3, -2, 0, 1, 2, 9, null, NaN].map((value) => levelOf(value, signed))).toEqual([
    1, 1, 128, 192, 255, 255, 0, 0,
  ]);
  expect([0, 0.25, 1].map((value) => levelOf(value, { low: 0, high: 1, power: 2 }))).toEqual([1, 128, 255]);
  expect([-2, -0.5, 0, 0.5].map((value) => levelOf(value, { ...signed, power: 2 }))).toEqual([1, 65, 128, 192]);
  expect(levelOf(3, { low: 3, high: 3, power: 1 })).toBe(128);
});

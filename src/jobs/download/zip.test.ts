import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { zipOf, type ZippedFile } from "../../../test/zip.ts";
import { zipEntries } from "./zip.ts";

/* Damage of single-file archives is in ../weather/download.test.ts. */

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lookback-zip-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function entriesOf(files: readonly ZippedFile[], wanted = /./, cut = 0): Promise<[string, string][]> {
  const path = join(folder, "a.zip");
  const archive = zipOf(files);
  await writeFile(path, archive.subarray(cut));
  const found: [string, string][] = [];
  for await (const { name, content } of zipEntries(path, (one) => wanted.test(one))) {
    found.push([name, content.toString()]);
  }
  return found;
}

const text = (content: string): Buffer => Buffer.from(content.repeat(1000));

test("packed, stored and empty files, in the order of the directory; folders and others are passed over", async () => {
  const files = [
    { name: "z/", content: Buffer.alloc(0), stored: true },
    { name: "z/second.txt", content: text("zwei ") },
    { name: "a.bin", content: text("no") },
    { name: "z/först.txt", content: text("eins "), stored: true },
    { name: "empty.txt", content: Buffer.alloc(0), stored: true },
  ];
  expect(await entriesOf(files, /\.txt$|\/$/)).toEqual([
    ["z/second.txt", "zwei ".repeat(1000)],
    ["z/först.txt", "eins ".repeat(1000)],
    ["empty.txt", ""],
  ]);
  expect(await entriesOf([])).toEqual([]);
});

test.each([
  [{ crc: 1 }, "the checksum of b is wrong"],
  [{ size: 5 }, "b is damaged"],
  [{ size: 5000 }, "b has 4000 bytes instead of 5000"],
  [{ method: 12 }, "b is packed by method 12; only 0 and 8 are read"],
  [{ stored: true, method: 8 }, "b is damaged"],
] as const)("%j is noticed", async (change, message) => {
  const files = [
    { name: "a", content: text("good") },
    { name: "b", content: text("good"), ...change },
  ];
  await expect(entriesOf(files)).rejects.toThrow(message);
  expect(await entriesOf(files, /a/)).toHaveLength(1); // what is not wanted is not looked at
});

test("an archive without its start or its end is noticed", async () => {
  await expect(entriesOf([{ name: "a", content: text("good") }], /./, 3)).rejects.toThrow("damaged");
  await writeFile(join(folder, "b.zip"), "PK\u0003\u0004 and nothing else");
  await expect(zipEntries(join(folder, "b.zip"), () => true).next()).rejects.toThrow("it is not a whole zip archive");
});

test("nothing is allocated that an archive does not hold", async () => {
  const path = join(folder, "c.zip");
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(0xfffffff0, 12);
  await writeFile(path, end);
  await expect(zipEntries(path, () => true).next()).rejects.toThrow("the archive is damaged");
  await expect(entriesOf([{ name: "a", content: text("good"), size: 4e9 }])).rejects.toThrow("more than 256 MB");
});

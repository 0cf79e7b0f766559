import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readLines } from "./read-lines.ts";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lookback-lines-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function lines(content: Buffer | string): Promise<readonly string[]> {
  const path = join(folder, "some.txt");
  await writeFile(path, content);
  return readLines(path);
}

test("lines end at \\n and \\r\\n alone, and empty ones count", async () => {
  const text = "one\n\n two\u0085still two\u2028\r\nthree\u00a0\n\n";
  const expected = ["one", "", " two\u0085still two\u2028", "three\u00a0", ""];
  expect(await lines(text)).toEqual(expected);
  expect(await lines(gzipSync(text))).toEqual(expected);
  expect(await lines("one\ntwo")).toEqual(["one", "two"]);
  expect(await lines("\n")).toEqual([""]);
});

test("byte order marks are no text", async () => {
  expect(await lines("\ufeffä\nb")).toEqual(["ä", "b"]);
  expect(await lines(Buffer.from("\ufeffä\nb", "utf16le"))).toEqual(["ä", "b"]);
  expect(await lines(Buffer.from("\ufeffä\nb", "utf16le").swap16())).toEqual(["ä", "b"]);
});

test("other encodings are refused with the line", async () => {
  const latin = Buffer.concat([Buffer.from("gut\nä\n"), Buffer.from("schön\n", "latin1")]);
  await expect(lines(latin)).rejects.toThrow(/some\.txt, line 3: is not UTF-8; help: save it as UTF-8/);
  await expect(lines(Buffer.from("schön", "latin1"))).rejects.toThrow("line 1: is not UTF-8");
});

test("what is not there, not a file, empty or damaged is refused", async () => {
  await expect(readLines(join(folder, "none"))).rejects.toThrow(
    /none: cannot be read: there is no such file or folder; help:/,
  );
  await expect(readLines(folder)).rejects.toThrow("it is a folder");
  await expect(lines("")).rejects.toThrow(/some\.txt: is empty; help: give a text file with one sentence per line/);
  await expect(lines(gzipSync("one\ntwo".repeat(99)).subarray(0, 30))).rejects.toThrow(
    "cannot be read: unexpected end",
  );
});

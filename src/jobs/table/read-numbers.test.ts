import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Decimal } from "./number-formats.ts";
import { readTable } from "./read.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lookback-numbers-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** The numbers of a column of texts, each in quotes. */
async function numbers(texts: readonly string[], separator: string, decimal?: Decimal): Promise<number[]> {
  const path = join(folder, "numbers.csv");
  const lines = texts.map((text, i) => `2020-01-${String(i + 1).padStart(2, "0")}${separator}"${text}"`);
  await writeFile(path, `time${separator}x\n${lines.join("\n")}\n`);
  const { values } = await readTable(path, { delimiter: separator, ...(decimal === undefined ? {} : { decimal }) });
  return Array.from(values);
}

test("thousands are read in every common form", async () => {
  for (const separator of [",", ";"]) {
    expect(await numbers(["900.5", "1,041.5", "1,012,345"], separator)).toEqual([900.5, 1041.5, 1_012_345]);
    expect(await numbers(["900,5", "1.041,5", "1.012.345"], separator)).toEqual([900.5, 1041.5, 1_012_345]);
    expect(await numbers(["900.5", "1'041.5", "1’012’345"], separator)).toEqual([900.5, 1041.5, 1_012_345]);
    expect(await numbers(["900,5", "1\u00a0041,5", "1 012\u202f345"], separator)).toEqual([900.5, 1041.5, 1_012_345]);
  }
});

test("a number that can be 1.001 and 1001 is asked about, never divided in silence", async () => {
  const texts = ["999", "1.000", "1.001"];
  await expect(numbers(texts, ";")).rejects.toThrow(/"x": "1.000" can be 1.000 or 1000, .*--decimal comma it is 1000$/);
  expect(await numbers(texts, ";", "comma")).toEqual([999, 1000, 1001]);
  expect(await numbers(texts, ";", "point")).toEqual([999, 1, Math.fround(1.001)]);
  await expect(numbers(["999", "1,000"], ",")).rejects.toThrow(/"1,000" can be 1.000 or 1000, .*--decimal point/);
  expect(await numbers(["999", "1,000"], ",", "point")).toEqual([999, 1000]);
});

test("where commas separate columns and are in no cell, a point stands before decimals", async () => {
  expect(await numbers(["1.250", "2.375"], ",")).toEqual([1.25, 2.375]);
  expect(await numbers(["0.250", "2.375"], ";")).toEqual([0.25, 2.375]);
});

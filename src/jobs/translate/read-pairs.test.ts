import * as fc from "fast-check";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readPairs } from "./read-pairs.ts";
import { splitPairs } from "./split-pairs.ts";
import { textLines, type Line, type TextLineOptions } from "../text/text-lines.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lookback-pairs-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function linesOf(path: string, options?: TextLineOptions): Promise<Line[]> {
  const all: Line[] = [];
  for await (const lines of textLines(path, options)) all.push(...lines);
  return all;
}

test("lines end where they should, packed or not, with or without an end and a mark", async () => {
  const text = "one\r\n\ntwo\u2028\u0085 ü\rx\r\nlast";
  const lines = ["one", "", "two\u2028\u0085 ü\rx", "last"];
  expect(await linesOf(await file("a.txt", text))).toEqual(lines);
  expect(await linesOf(await file("a.gz", gzipSync(`\ufeff${text}\n`)))).toEqual(lines);
  expect(await linesOf(await file("packed-without-its-ending", gzipSync(text)))).toEqual(lines);
  expect(await linesOf(await file("empty.txt", ""))).toEqual([]);
  expect(await linesOf(await file("ends.txt", "\n\n"))).toEqual(["", ""]);
});

test("lines are whole wherever the pieces of a file end", async () => {
  // Pieces are of 262,144 bytes: lengths around it, and characters of several bytes across it.
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({ length: fc.integer({ min: 0, max: 200_000 }), letter: fc.constantFrom("a", "ü", "日", "😀") }),
        {
          minLength: 1,
          maxLength: 12,
        },
      ),
      fc.constantFrom("\n", "\r\n"),
      async (parts, end) => {
        const lines = parts.map(({ length, letter }) => letter.repeat(Math.floor(length / Buffer.byteLength(letter))));
        const path = await file("pieces.txt", lines.map((line) => `${line}${end}`).join(""));
        expect((await linesOf(path)).map((line) => (typeof line === "string" ? line.length : line))).toEqual(
          lines.map((line) => line.length),
        );
      },
    ),
    { numRuns: 20 },
  );
});

test("lines that are too long to hold are said to be", async () => {
  const path = await file("long.txt", `a\n${"x".repeat(1_000_001)}\nb\n${"y".repeat(3_000_000)}`);
  expect(await linesOf(path)).toEqual(["a", { problem: "tooLong" }, "b", { problem: "tooLong" }]);
});

test("files that are no UTF-8 text are refused by name and line", async () => {
  const latin = await file("latin.txt", Buffer.from("gut\nschön\nübel\n", "latin1"));
  await expect(linesOf(latin)).rejects.toThrow(
    `${latin}, line 2: is not UTF-8: "schön" in Latin-1; help: convert the file (iconv -f LATIN1 -t UTF-8)`,
  );
  expect(await linesOf(latin, { brokenText: "leaveOut" })).toEqual([
    "gut",
    { problem: "broken" },
    { problem: "broken" },
  ]);
  const far = Buffer.concat([Buffer.from("a line\n".repeat(100_000)), Buffer.from([0x61, 0xff, 0x0a, 0x62])]);
  await expect(linesOf(await file("far.txt", far))).rejects.toThrow("far.txt, line 100001: is not UTF-8");
  const cut = await file("cut.gz", gzipSync("a line\n".repeat(5000)).subarray(0, 60));
  await expect(linesOf(cut)).rejects.toThrow(
    `${cut}: cannot be read: unexpected end of file; help: is the packed file whole?`,
  );
  await expect(linesOf(join(folder, "none"))).rejects.toThrow("none: cannot be read: there is no such file or folder");
  await expect(linesOf(folder)).rejects.toThrow("cannot be read: it is a folder, not a file");
  const wide = await file("wide.txt", Buffer.from("\ufeffwide", "utf16le"));
  await expect(linesOf(wide)).rejects.toThrow("wide.txt: is UTF-16; help: convert the file");
  await expect(linesOf(await file("zero", "a\0b"))).rejects.toThrow("holds zero bytes");
});

test("pairs of two files, and what is odd in them", async () => {
  const source = await file("s.en", `A man.\n\n Two men.\t\nA man.\n${"x".repeat(2001)}\nA man.\nsame\n`);
  const target = await file("s.de", "Ein Mann.\nleer\nZwei Männer.\nEin Mann.\nkurz\nEin Mensch.\nsame");
  const { diagnosis, ...read } = await readPairs({ source, target });
  expect(read).toEqual({
    names: [source, target],
    sources: ["A man.", "Two men.", "A man.", "A man.", "same"],
    targets: ["Ein Mann.", "Zwei Männer.", "Ein Mann.", "Ein Mensch.", "same"],
    read: 7,
    leftOut: { empty: 1, tooLong: 1, broken: 0, withoutTab: 0 },
    duplicates: 1,
    differentSources: 3,
    untranslated: 1,
  });
  expect(diagnosis).toEqual([
    `${source} and ${target}: 7 pairs, 3 different sources`,
    "left out: 1 pair with an empty side, 1 pair with more than 2,000 characters on a side",
    "1 pair there before, word for word; kept",
    "1 pair with the target like the source; kept",
  ]);
  expect((await readPairs({ source, target }, { maxCharacters: 6 })).sources).toEqual(["same"]);
});

test("files of unequal length are refused, with both lengths", async () => {
  const source = await file("u.en", "a\nb\nc\n");
  const target = await file("u.de", gzipSync(`${"d\n".repeat(200_000)}e`));
  await expect(readPairs({ source, target })).rejects.toThrow(
    `${source}: has 3 lines, but ${target} has 200,001 lines; help:`,
  );
  await expect(readPairs({ source: target, target: source })).rejects.toThrow("has 200,001 lines, but");
});

test("pairs of one file with tabs", async () => {
  const pairs = await file("p.tsv", "Go.\tGeh.\tCC-BY 2.0\nRun!\tLauf!\n\nno tab\nHi.\t\tx\n");
  const read = await readPairs({ pairs });
  expect([read.sources, read.targets]).toEqual([
    ["Go.", "Run!"],
    ["Geh.", "Lauf!"],
  ]);
  expect([read.read, read.leftOut]).toEqual([5, { empty: 2, tooLong: 0, broken: 0, withoutTab: 1 }]);
  const turned = await readPairs({ pairs, columns: [2, 1] });
  expect([turned.sources, turned.targets]).toEqual([
    ["Geh.", "Lauf!"],
    ["Go.", "Run!"],
  ]);
  expect((await readPairs({ pairs, columns: [1, 3] })).targets).toEqual(["CC-BY 2.0", "x"]);
  await expect(readPairs({ pairs: await file("n.tsv", "a\nb\n") })).rejects.toThrow(
    "n.tsv: has no sentence pair: 2 lines without enough columns; help: a file of pairs has the source, a tab and " +
      "the target",
  );
  await expect(readPairs({ pairs: await file("e.tsv", "") })).rejects.toThrow("has no sentence pair: no line");
});

test("no source sentence is on two sides of a split", () => {
  const anyPairs = fc.array(fc.tuple(fc.nat({ max: 30 }), fc.nat({ max: 30 })), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(anyPairs, fc.nat(), (pairs, seed) => {
      const sources = pairs.map(([s], i) => (i % 3 === 0 ? `SENTENCE  ${s} ` : `sentence ${s}`));
      const targets = pairs.map(([, t]) => `satz ${t}`);
      const split = splitPairs({ sources, targets }, { validationShare: 0.2, testShare: 0.3, seed });
      const parts = [split.train, split.validation, split.test];
      const rows = parts.flatMap((part) => [...part]);
      expect(rows.toSorted((a, b) => a - b)).toEqual(pairs.map((_, i) => i));
      const groups = parts.map((part) => new Set(Array.from(part, (row) => pairs[row][0])));
      const different = new Set(pairs.map(([s]) => s)).size;
      expect(groups.reduce((sum, { size }) => sum + size, 0)).toBe(different);
      expect(groups.map(({ size }) => size).slice(1)).toEqual([
        Math.round(different * 0.2),
        Math.round(different * 0.3),
      ]);
      const known = new Set(Array.from(split.train, (row) => targets[row]));
      expect(split.knownTargets).toBe(
        [...split.validation, ...split.test].filter((row) => known.has(targets[row])).length,
      );
      expect(splitPairs({ sources, targets }, { validationShare: 0.2, testShare: 0.3, seed })).toEqual(split);
    }),
  );
  expect(() => splitPairs({ sources: [], targets: [] }, { testShare: 1 })).toThrow("got 0.02 and 1");
});

const data = process.env["LOOKBACK_DATA"] ?? "../shared/data";

test.skipIf(!existsSync(join(data, "tatoeba")))(
  `real files are read and split (needs multi30k/ and tatoeba/ in ${data}; set LOOKBACK_DATA)`,
  async () => {
    const multi30k = await readPairs({
      source: join(data, "multi30k", "train.en.gz"),
      target: join(data, "multi30k", "train.de.gz"),
    });
    expect([multi30k.read, multi30k.sources.length, multi30k.duplicates]).toEqual([29_000, 29_000, 3]);
    const tatoeba = await readPairs({ pairs: join(data, "tatoeba", "deu.txt.gz") });
    expect([tatoeba.read, tatoeba.sources.length]).toEqual([169_197, 169_197]);
    expect(tatoeba.differentSources).toBeLessThan(140_000);
    const split = splitPairs(tatoeba);
    const trained = new Set(Array.from(split.train, (row) => tatoeba.sources[row]));
    expect([...split.test, ...split.validation].filter((row) => trained.has(tatoeba.sources[row]))).toEqual([]);
    expect(split.test.length).toBeGreaterThan(2000);
  },
  120_000,
);

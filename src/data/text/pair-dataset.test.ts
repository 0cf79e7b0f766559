import * as fc from "fast-check";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { BytePairEncoding } from "./byte-pairs/byte-pair-encoding.ts";
import { fromPairs, fromPairShards, listLengths, type PairDataset, type TokenPairs } from "./pair-dataset.ts";
import { tokenLists } from "./token-lists.ts";

const repeated = (value: number, length: number): number[] => Array.from({ length }, () => value);

/** Pair number i: its source is so many times 10 + 2i, its target so many times 11 + 2i. */
const pairsOf = (lengths: readonly (readonly [source: number, target: number])[]): TokenPairs => ({
  source: tokenLists(lengths.map(([length], i) => repeated(10 + 2 * i, length))),
  target: tokenLists(lengths.map(([, length], i) => repeated(11 + 2 * i, length))),
});

function rowsOf(tensor: { readonly shape: readonly number[]; toArray(): ArrayLike<number> }): number[][] {
  const [rows, length] = tensor.shape;
  const values = Array.from(tensor.toArray());
  return Array.from({ length: rows }, (_, i) => values.slice(i * length, (i + 1) * length));
}

function read(data: PairDataset, index: number) {
  const { x, y } = data.batch(index);
  return { source: rowsOf(x[0]), targetInput: rowsOf(x[1]), targetOutput: rowsOf(y) };
}

test("a batch is sources, targets after begin, and targets before end", () => {
  const pairs = pairsOf([
    [3, 1],
    [2, 2],
    [0, 0],
  ]);
  const data = fromPairs(pairs, { shuffle: false, tokensPerBatch: 9 });
  expect(data.steps).toBe(1);
  expect(read(data, 0)).toEqual({
    source: [
      [0, 0, 0],
      [10, 10, 10],
      [12, 12, 0],
    ],
    targetInput: [
      [1, 0, 0],
      [1, 11, 0],
      [1, 13, 13],
    ],
    targetOutput: [
      [2, 0, 0],
      [11, 2, 0],
      [13, 13, 2],
    ],
  });
  expect([...data.batch(0).x, data.batch(0).y].map(({ dtype }) => dtype)).toEqual(["int32", "int32", "int32"]);
  expect(data.sizeOf(0)).toEqual({ rows: 3, sourceLength: 3, targetLength: 3, sourceTokens: 5, targetTokens: 6 });
  const other = fromPairs(pairs, { shuffle: false, tokensPerBatch: 12, endSource: true, begin: 5, end: 7 });
  expect(read(other, 0).source).toEqual([
    [7, 0, 0, 0],
    [12, 12, 7, 0],
    [10, 10, 10, 7],
  ]);
  expect(read(other, 0).targetInput[1]).toEqual([5, 13, 13]);
  expect(read(other, 0).targetOutput[1]).toEqual([13, 13, 7]);
  // A source without a token is one of padding.
  expect(read(fromPairs(pairsOf([[0, 1]])), 0).source).toEqual([[0]]);
});

const anyLengths = fc.array(fc.tuple(fc.nat({ max: 9 }), fc.nat({ max: 9 })), { minLength: 1, maxLength: 60 });
const anyOptions = fc.record({
  tokensPerBatch: fc.integer({ min: 10, max: 60 }),
  seed: fc.nat(),
  shuffle: fc.boolean(),
  endSource: fc.boolean(),
});

test("every pass holds every pair once, whole, in batches that are not too large", () => {
  fc.assert(
    fc.property(anyLengths, anyOptions, fc.nat({ max: 4 }), (lengths, options, pass) => {
      const data = fromPairs(pairsOf(lengths), options);
      const seen: number[] = [];
      for (let step = 0; step < data.steps; step++) {
        const { source, targetInput, targetOutput } = read(data, pass * data.steps + step);
        const sourceLength = source[0].length;
        const targetLength = targetInput[0].length;
        expect(source.length * Math.max(sourceLength, targetLength)).toBeLessThanOrEqual(options.tokensPerBatch);
        const sourceEnd = options.endSource ? [2] : [];
        source.forEach((line, row) => {
          // Empty sources and targets say nothing of which pair they are, so pairs are told by both.
          const pair = lengths.findIndex(
            ([s, t], i) =>
              !seen.includes(i) &&
              same(line, [...repeated(10 + 2 * i, s), ...sourceEnd]) &&
              same(targetInput[row], [1, ...repeated(11 + 2 * i, t)]) &&
              same(targetOutput[row], [...repeated(11 + 2 * i, t), 2]),
          );
          expect(pair).toBeGreaterThanOrEqual(0);
          seen.push(pair);
        });
        const size = data.sizeOf(pass * data.steps + step);
        expect([size.rows, size.sourceLength, size.targetLength]).toEqual([source.length, sourceLength, targetLength]);
        expect(size.targetTokens).toBe(targetOutput.flat().filter((token) => token !== 0).length);
        expect(size.sourceTokens).toBe(source.flat().filter((token) => token !== 0).length);
      }
      expect(seen).toHaveLength(lengths.length);
    }),
    { numRuns: 300 },
  );
});

/** Whether a line is these tokens, and zeros behind them. */
function same(line: readonly number[], tokens: readonly number[]): boolean {
  return line.length >= tokens.length && line.every((token, i) => token === (tokens[i] ?? 0));
}

test("a batch is a function of its number and the seed alone", () => {
  fc.assert(
    fc.property(anyLengths, anyOptions, fc.array(fc.nat({ max: 90 }), { minLength: 1 }), (lengths, options, asked) => {
      const make = () => fromPairs(pairsOf(lengths), options);
      const data = make();
      for (const index of asked) expect(read(data, index)).toEqual(read(make(), index));
    }),
  );
});

const many = Array.from({ length: 2000 }, (_, i) => {
  const source = 5 + ((i * 7919) % 23);
  return [source, Math.max(1, source + ((i * 31) % 7) - 3)] as const;
});

/** The pairs that are with pair 5 in a pass. */
function companions(data: PairDataset, pass: number): number[] {
  for (let step = 0; step < data.steps; step++) {
    const members = read(data, pass * data.steps + step).targetInput.map((line) => (line[1] - 11) / 2);
    if (members.includes(5)) return members.toSorted((a, b) => a - b);
  }
  return [];
}

test("batches are drawn anew in every pass and by every seed, in an order that is not by length", () => {
  const data = fromPairs(pairsOf(many), { tokensPerBatch: 512 });
  const other = fromPairs(pairsOf(many), { tokensPerBatch: 512, seed: 1 });
  const [first, second] = [companions(data, 0), companions(data, 1)];
  expect(first).not.toEqual(second);
  expect(companions(other, 0)).not.toEqual(first);
  const widths = Array.from({ length: data.steps }, (_, i) => data.sizeOf(i).sourceLength);
  expect(widths).not.toEqual(widths.toSorted((a, b) => a - b));
  // Over some passes, a pair meets far more others than one batch holds.
  const met = new Set(Array.from({ length: 20 }, (_, pass) => companions(data, pass)).flat());
  expect(met.size).toBeGreaterThan(2 * first.length);
});

function paddingOf(data: PairDataset): number {
  const sizes = Array.from({ length: data.steps }, (_, i) => data.sizeOf(i));
  const cells = sizes.reduce(
    (sum, { rows, sourceLength, targetLength }) => sum + rows * (sourceLength + targetLength),
    0,
  );
  return 1 - sizes.reduce((sum, { sourceTokens, targetTokens }) => sum + sourceTokens + targetTokens, 0) / cells;
}

const folder = join(process.env["LOOKBACK_DATA"] ?? "../shared/data", "multi30k");

test.skipIf(!existsSync(join(folder, "train.en.gz")))(
  `less than 5 % of Multi30k's batches is padding (needs it in ${folder}; set LOOKBACK_DATA to the folder that ` +
    "holds multi30k/)",
  () => {
    const [en, de] = ["en", "de"].map((language) =>
      gunzipSync(readFileSync(join(folder, `train.${language}.gz`)))
        .toString()
        .trimEnd()
        .split("\n"),
    );
    const encoding = BytePairEncoding.fit([...en, ...de], { vocabularySize: 10_000, lower: true });
    const lists = (lines: readonly string[]) => tokenLists(lines.map((line) => encoding.encode(line)));
    const pairs = { source: lists(en), target: lists(de) };
    const data = fromPairs(pairs);
    expect(paddingOf(data)).toBeLessThan(0.05);
    const rows = Array.from({ length: data.steps }, (_, i) => data.sizeOf(i).rows);
    expect(rows.reduce((sum, n) => sum + n, 0)).toBe(29_000);
    // Little more batches than full ones would be.
    const lengths = listLengths(pairs);
    const tokens = lengths.source.reduce((sum, length, i) => sum + Math.max(length, lengths.target[i] + 1), 0);
    expect(data.steps).toBeLessThanOrEqual(Math.ceil((1.07 * tokens) / 8192));
  },
  120_000,
);

test("shards are gone through one after another, each read once a pass, in orders that differ", () => {
  const parts = [0, 1, 2, 3].map((part) => many.filter((_, i) => i % 4 === part));
  const reads: number[] = [];
  const data = fromPairShards(
    parts.map((lengths, part) => ({
      lengths: () => listLengths(pairsOf(lengths)),
      read: () => {
        reads.push(part);
        return pairsOf(lengths);
      },
    })),
    { tokensPerBatch: 512 },
  );
  for (let pass = 0; pass < 3; pass++) {
    let rows = 0;
    for (let step = 0; step < data.steps; step++) rows += read(data, pass * data.steps + step).source.length;
    expect(rows).toBe(many.length);
  }
  const passes = [reads.slice(0, 4), reads.slice(4, 8), reads.slice(8)];
  // The last shard of a pass may be the first of the next, and is then not read again.
  expect(reads.length).toBeGreaterThanOrEqual(10);
  expect(new Set(passes[0])).toEqual(new Set([0, 1, 2, 3]));
  expect(passes[0]).not.toEqual(passes[1]);
});

test("misuse is named", () => {
  const pairs = pairsOf([
    [3, 1],
    [20, 2],
  ]);
  expect(() => fromPairs(pairs, { tokensPerBatch: 19 })).toThrow(
    "pair 1 has 20 tokens in its source and 3 in its target, but tokensPerBatch is 19",
  );
  expect(() => fromPairs(pairs, { tokensPerBatch: 0 })).toThrow(
    "tokensPerBatch must be an integer of at least 1, got 0",
  );
  expect(() => fromPairs(pairs, { begin: 0 })).toThrow("begin must be an integer of at least 1, got 0");
  expect(() => fromPairs({ ...pairs, target: tokenLists([[1]]) })).toThrow("source has 2 lists, but target has 1");
  expect(() => fromPairs({ ...pairs, source: tokenLists([]) })).toThrow("source must hold at least one list");
  expect(() => fromPairShards([])).toThrow("there must be at least one shard, got none");
});

import { assert as check, integer, nat, property } from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { logSoftmax, randomTable, tableDecoder, type Table } from "../../test/table-decoder.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { randomKey } from "../tensor/random.ts";
import type { Decoded } from "./decoding-options.ts";
import { sample, type SamplingOptions } from "./sample.ts";

beforeEach(() => use(createReference("float64")));

const end = 1;

const draw = (
  table: Table,
  vocabulary: number,
  sources: readonly number[],
  { seed, ...options }: Omit<SamplingOptions, "end" | "key"> & { readonly seed: number; readonly end?: number | null },
): readonly Decoded[] => {
  const decoder = tableDecoder(vocabulary, table);
  return sample(decoder, decoder.start(sources), { end, ...options, key: randomKey(seed) });
};

/** How often each token came first, of 6,000 draws. */
function counts(shares: readonly number[], options: Partial<SamplingOptions>): readonly number[] {
  const table: Table = () => shares.map(Math.log);
  const sources = Array.from({ length: 6000 }, (_, i) => i);
  const results = draw(table, shares.length, sources, { maxLength: 1, end: null, seed: 5, ...options });
  const found = shares.map(() => 0);
  for (const { tokens } of results) found[tokens[0]]++;
  return found;
}

/**
 * By how many standard deviations the counts are away from shares of them, at most; infinitely many where something
 * impossible came.
 */
function deviation(found: readonly number[], wanted: readonly number[]): number {
  const total = wanted.reduce((sum, share) => sum + share, 0);
  const off = found.map((count, i) => {
    const p = wanted[i] / total;
    const away = Math.abs(count - 6000 * p);
    return away === 0 ? 0 : away / Math.sqrt(6000 * p * (1 - p));
  });
  return Math.max(...off);
}

const shares = [0.1, 0.05, 0.4, 0, 0.25, 0.2];

test("tokens come as often as the model says", () => {
  expect(deviation(counts(shares, {}), shares)).toBeLessThan(4);
});

test("temperature sharpens and flattens", () => {
  expect(
    deviation(
      counts(shares, { temperature: 0.5 }),
      shares.map((p) => p ** 2),
    ),
  ).toBeLessThan(4);
  expect(
    deviation(
      counts(shares, { temperature: 2 }),
      shares.map((p) => Math.sqrt(p)),
    ),
  ).toBeLessThan(4);
  expect(counts(shares, { temperature: 0.01 })).toEqual([0, 0, 6000, 0, 0, 0]);
});

test("topK leaves the most probable, of equals the first, in their proportion", () => {
  expect(deviation(counts(shares, { topK: 3 }), [0, 0, 0.4, 0, 0.25, 0.2])).toBeLessThan(4);
  expect(deviation(counts([1, 2, 2, 2], { topK: 2 }), [0, 2, 2, 0])).toBeLessThan(4);
  expect(counts(shares, { topK: 1 })).toEqual([0, 0, 6000, 0, 0, 0]);
  expect(counts(shares, { topK: 6 })).toEqual(counts(shares, {}));
});

test("topP leaves the fewest that reach the share, of what topK leaves", () => {
  expect(deviation(counts(shares, { topP: 0.6 }), [0, 0, 0.4, 0, 0.25, 0])).toBeLessThan(4);
  expect(deviation(counts(shares, { topP: 0.66 }), [0, 0, 0.4, 0, 0.25, 0.2])).toBeLessThan(4);
  expect(counts(shares, { topP: 0.001 })).toEqual([0, 0, 6000, 0, 0, 0]);
  expect(counts([0.25, 0.5, 0.25], { topP: 0.5 })).toEqual([0, 6000, 0]);
  // 0.4 of 0.65 is 0.615.
  expect(deviation(counts(shares, { topK: 2, topP: 0.62 }), [0, 0, 0.4, 0, 0.25, 0])).toBeLessThan(4);
  expect(counts(shares, { topK: 2, topP: 0.61 })).toEqual([0, 0, 6000, 0, 0, 0]);
});

test("large vocabularies: tokens far down are drawn too, and nuclei may be large", () => {
  const even = Array.from({ length: 300 }, (_, i) => (i === 299 ? 0 : 1));
  const [all, most] = [counts(even, {}), counts(even, { topP: 0.5 })];
  expect(all.filter((count) => count > 0)).toHaveLength(299);
  expect(all[299]).toBe(0);
  expect(Math.max(...all)).toBeLessThan(50);
  // 0.5 of 299 equals, the first of them: 150.
  expect(most.map((count) => count > 0)).toEqual(even.map((_, i) => i < 150));
});

test("forbidden tokens are never drawn", () => {
  expect(deviation(counts(shares, { forbidden: [2] }), [0.1, 0.05, 0, 0, 0.25, 0.2])).toBeLessThan(4);
});

const sameForAll: Table = (_, tokens) => randomTable(7, 5)(0, tokens);

test("the same key gives the same tokens; each source has draws of its own, whoever is beside it", () => {
  check(
    property(nat(1000), integer({ min: 1, max: 8 }), (seed, few) => {
      const sources = Array.from({ length: 8 }, (_, i) => i);
      const options = { seed, maxLength: 6, topP: 0.95 };
      const results = draw(sameForAll, 5, sources, options);
      expect(draw(sameForAll, 5, sources, options)).toEqual(results);
      expect(draw(sameForAll, 5, sources.slice(0, few), options)).toEqual(results.slice(0, few));
      expect(new Set(results.map(({ tokens }) => tokens.join())).size).toBeGreaterThan(1);
    }),
    { numRuns: 20 },
  );
});

test("the log-probability is that of the tokens, with temperature", () => {
  const table = randomTable(9, 4, 1);
  for (const temperature of [1, 0.7]) {
    const results = draw(table, 4, [0, 1, 2, 3, 4], { seed: 1, maxLength: 5, topK: 3, temperature });
    results.forEach(({ tokens, logProbability, ended }, source) => {
      const all = ended ? [...tokens, end] : [...tokens];
      const wanted = all.reduce((sum, token, i) => {
        const logits = Array.from(table(source, all.slice(0, i)), (x) => x / temperature);
        return sum + logSoftmax(logits)[token];
      }, 0);
      expect(logProbability).toBeCloseTo(wanted, 10);
    });
    expect(results.some(({ ended }) => ended)).toBe(true);
  }
});

test.each([
  [{ temperature: 0 }, "sample: temperature is a number above 0, got 0; help: greedy is the limit at 0"],
  [{ topK: 0 }, "sample: topK is an integer of at least 1, got 0"],
  [{ topP: 0 }, "sample: topP is above 0 and at most 1, got 0"],
  [{ topP: 1.1 }, "sample: topP is above 0 and at most 1, got 1.1"],
])("refuses %o", (wrong, message) => {
  expect(() => draw(randomTable(0, 3), 3, [0], { seed: 0, maxLength: 5, ...wrong })).toThrow(message);
});

test.each([{}, { topK: 2 }, { topP: 0.5 }])("says where logits are not finite, with %o", (options) => {
  expect(() => draw(() => [0, NaN, 0], 3, [0], { seed: 0, maxLength: 5, ...options })).toThrow(
    "the model gave no probabilities for token 0 of source 0",
  );
});

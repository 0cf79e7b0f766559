import { beforeEach, expect, test } from "vitest";
import { logSoftmax, randomTable, tableDecoder, type Table } from "../../test/table-decoder.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { greedy } from "./greedy.ts";

beforeEach(() => use(createReference("float64")));

const end = 1;

test("follows the most probable token, for many sources as for each by itself", () => {
  const table = randomTable(3, 5);
  const sources = [0, 1, 2, 3, 4, 5, 6, 7];
  const maxLength = [9, 9, 1, 9, 3, 9, 9, 2];
  const decoder = tableDecoder(5, table);
  const results = greedy(decoder, decoder.start(sources), { end, maxLength });
  const wanted = sources.map((source) => {
    const tokens: number[] = [];
    let logProbability = 0;
    while (tokens.length < maxLength[source]) {
      const own = logSoftmax(table(source, tokens));
      const token = own.indexOf(Math.max(...own));
      logProbability += own[token];
      if (token === end) return { tokens, logProbability, ended: true };
      tokens.push(token);
    }
    return { tokens, logProbability, ended: false };
  });
  expect(results.map(({ tokens, ended }) => ({ tokens: [...tokens], ended }))).toEqual(
    wanted.map(({ tokens, ended }) => ({ tokens, ended })),
  );
  results.forEach(({ logProbability }, i) => expect(logProbability).toBeCloseTo(wanted[i].logProbability, 10));
  expect(new Set(wanted.map(({ tokens }) => tokens.length)).size).toBeGreaterThan(3);
});

const endsAfter: Table = (source, tokens) => (tokens.length === source ? [-9, 0, -9, -9] : [0, -9, source, -9]);

test("rows leave once a quarter of them are done, and the others keep their own states", () => {
  const decoder = tableDecoder(4, endsAfter);
  const results = greedy(decoder, decoder.start([5, 0, 2, 3, 6, 3, 4, 6]), { end, maxLength: 10 });
  expect(results.map(({ tokens }) => tokens.length)).toEqual([5, 0, 2, 3, 6, 3, 4, 6]);
  expect(results.map(({ tokens }) => tokens[0])).toEqual([2, undefined, 2, 2, 2, 2, 2, 2]);
  // Done are 1 of 8 after the first step, 2 after the third, then 2 of the 6 that are left, and so on.
  expect(decoder.steps).toEqual([8, 8, 8, 6, 4, 3, 2]);
});

test("forbidden tokens are passed over, and no end goes on to the maximal length", () => {
  const decoder = tableDecoder(3, () => [3, 2, 1]);
  const [only] = greedy(decoder, decoder.start([0]), { end: null, maxLength: 3, forbidden: [0] });
  expect(only.tokens).toEqual(Int32Array.of(1, 1, 1));
  expect(only.ended).toBe(false);
  expect(only.logProbability).toBeCloseTo(3 * logSoftmax([2, 1])[0], 12);
});

const brokenAfterwards: Table = (source, tokens) =>
  tokens.length > source ? [NaN, 0, 0] : tokens.length === source ? [0, 9, 0] : [9, 0, 0];

test("says where logits are not finite, but not in rows that are done", () => {
  const decoder = tableDecoder(3, brokenAfterwards);
  const sources = [0, 4, 4, 4, 4, 4, 4];
  expect(greedy(decoder, decoder.start(sources), { end, maxLength: 9 })).toHaveLength(7);
  const broken = tableDecoder(3, () => [NaN, 0, 0]);
  expect(() => greedy(broken, broken.start([0]), { end, maxLength: 9 })).toThrow(
    "the model gave no probabilities for token 0 of source 0",
  );
});

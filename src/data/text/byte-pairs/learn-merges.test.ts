import * as fc from "fast-check";
import { expect, test } from "vitest";
import { learnMerges, type CountedWord, type LearnLimits, type Merge } from "./learn-merges.ts";

const letters = ["a", "b", "c"];

const word = (text: string, count = 1): CountedWord => ({
  symbols: Array.from(text, (letter) => letters.indexOf(letter)),
  count,
});

/** The definition: count all pairs of all words, merge the most frequent everywhere, and count again. */
function byDefinition(words: readonly CountedWord[], { merges: most = Infinity, leastCount }: LearnLimits): Merge[] {
  const tokens = [...letters];
  const all = words.map(({ symbols, count }) => ({ symbols: Array.from(symbols), count }));
  const merges: Merge[] = [];
  for (;;) {
    const counts = new Map<string, number>();
    for (const { symbols, count } of all) {
      for (let i = 1; i < symbols.length; i++) {
        const pair = `${symbols[i - 1]} ${symbols[i]}`;
        counts.set(pair, (counts.get(pair) ?? 0) + count);
      }
    }
    const ranked = [...counts]
      .map(([pair, count]) => ({ pair: pair.split(" ").map(Number), count }))
      .toSorted((x, y) => y.count - x.count || x.pair[0] - y.pair[0] || x.pair[1] - y.pair[1]);
    if (ranked.length === 0 || ranked[0].count < leastCount || merges.length >= most) return merges;
    const [first, second] = ranked[0].pair;
    const text = tokens[first] + tokens[second];
    if (!tokens.includes(text)) tokens.push(text);
    const id = tokens.indexOf(text);
    merges.push([tokens[first], tokens[second]]);
    for (const one of all) {
      const merged: number[] = [];
      for (let i = 0; i < one.symbols.length; i++) {
        if (one.symbols[i] === first && one.symbols[i + 1] === second) {
          merged.push(id);
          i++;
        } else merged.push(one.symbols[i]);
      }
      one.symbols = merged;
    }
  }
}

const anyWords = fc.array(
  fc.record({
    symbols: fc.array(fc.nat({ max: letters.length - 1 }), { minLength: 1, maxLength: 30, size: "max" }),
    count: fc.integer({ min: 1, max: 5 }),
  }),
  { maxLength: 12 },
);

test("counts that are kept up give what counting anew gives", () => {
  let merges = 0;
  fc.assert(
    fc.property(anyWords, fc.integer({ min: 1, max: 4 }), fc.nat({ max: 40 }), (words, leastCount, most) => {
      const expected = byDefinition(words, { merges: most, leastCount });
      expect(learnMerges(words, letters, { merges: most, leastCount }).merges).toEqual(expected);
      merges += expected.length;
    }),
    { numRuns: 200 },
  );
  expect(merges).toBeGreaterThan(1000);
});

test("the order of the words does not matter", () => {
  fc.assert(
    fc.property(anyWords, fc.nat(), (words, seed) => {
      const turned = words.map((_, i) => words[(i + seed) % words.length]).toReversed();
      expect(learnMerges(turned, letters, { leastCount: 1 })).toEqual(learnMerges(words, letters, { leastCount: 1 }));
    }),
  );
});

test("counts weigh, ties go to the lower symbols, and limits hold", () => {
  const words = [word("ab", 3), word("bc", 3), word("ca", 4), word("aac", 1)];
  const all = learnMerges(words, letters, { leastCount: 1 });
  expect(all.merges).toEqual([
    ["c", "a"],
    ["a", "b"],
    ["b", "c"],
    ["a", "a"],
    ["aa", "c"],
  ]);
  expect(all.tokens).toEqual(["a", "b", "c", "ca", "ab", "bc", "aa", "aac"]);
  expect(learnMerges(words, letters, { leastCount: 3 }).merges).toHaveLength(3);
  expect(learnMerges(words, letters, { leastCount: 1, merges: 2 }).merges).toHaveLength(2);
  expect(learnMerges(words, letters, { leastCount: 1, tokens: 4 }).tokens).toEqual(["a", "b", "c", "ca"]);
  expect(learnMerges([], letters, { leastCount: 1 })).toEqual({ merges: [], tokens: letters });
});

test("reserved texts do not become tokens, and what is learnt goes on", () => {
  const { tokens } = learnMerges([word("abc", 9), word("cc", 2)], letters, {
    leastCount: 1,
    reserved: new Set(["ab"]),
  });
  expect(tokens).toEqual(["a", "b", "c", "bc", "abc", "cc"]);
});

import * as fc from "fast-check";
import { expect, test } from "vitest";
import { compareCodePoints } from "./code-points.ts";
import { Ngrams } from "./ngrams.ts";
import { PairNumbers } from "./pair-numbers.ts";
import { wordsOf } from "./standardize.ts";

const texts = ["not good, not good at all", "good at last", "not bad"];

test("words and pairs by falling count", () => {
  const ngrams = Ngrams.fit(texts, { maxFeatures: 6 });
  expect(ngrams.features).toEqual(["not", "good", "not good", "good at", "at", "not bad"]);
  expect(ngrams.size).toBe(7);
  expect(Array.from(ngrams.encode("Good at not good: not good at"))).toEqual([1, 2, 3, 4, 5]);
  expect(Array.from(ngrams.encode("bad not"))).toEqual([1]);
  expect(ngrams.encode("zebra").length).toBe(0);
  expect(Ngrams.fit(texts, { maxFeatures: 3, longest: 1 }).features).toEqual(["not", "good", "at"]);
});

/** The same, with a Map of texts. */
function plainly(list: readonly string[], most: number): readonly string[] {
  const counts = new Map<string, number>();
  for (const text of list) {
    const found = wordsOf(text);
    for (const feature of [...found, ...found.slice(1).map((word, i) => `${found[i]} ${word}`)]) {
      counts.set(feature, (counts.get(feature) ?? 0) + 1);
    }
  }
  return [...counts]
    .toSorted(([a, countA], [b, countB]) => countB - countA || compareCodePoints(b, a))
    .slice(0, most)
    .map(([feature]) => feature);
}

const anyTexts = fc
  .array(
    fc.array(fc.constantFrom("a", "ab", "B", "b c", "😀", "\ufffd", "é", "d!", "שלום")).map((parts) => parts.join(" ")),
  )
  .map((list) => [...list, "one two"]);

test("features, indices and order are those of a plain count, in any order of texts", () => {
  fc.assert(
    fc.property(anyTexts, fc.integer({ min: 1, max: 40 }), (list, maxFeatures) => {
      const ngrams = Ngrams.fit(list, { maxFeatures });
      expect(ngrams.features).toEqual(plainly(list, maxFeatures));
      expect(Ngrams.fit(list.toReversed(), { maxFeatures }).features).toEqual(ngrams.features);
      for (const text of list) {
        const found = wordsOf(text);
        const present = new Set([...found, ...found.slice(1).map((word, i) => `${found[i]} ${word}`)]);
        const expected = ngrams.features.flatMap((feature, i) => (present.has(feature) ? [i + 1] : []));
        expect(Array.from(ngrams.encode(text))).toEqual(expected);
      }
    }),
  );
});

test("JSON keeps everything; what is not n-grams is named", () => {
  const ngrams = Ngrams.fit(texts, { maxFeatures: 100, standardize: "unicode" });
  const read = Ngrams.fromJSON(JSON.parse(JSON.stringify(ngrams)));
  expect(read.toJSON()).toEqual(ngrams.toJSON());
  for (const text of texts) expect(read.encode(text)).toEqual(ngrams.encode(text));
  const saved = ngrams.toJSON();
  const wrong: [unknown, string][] = [
    [7, "n-grams is saved as { standardize, lineBreaks, features }, got number"],
    [{ ...saved, features: ["a b c"] }, 'two words with one space between, got "a b c" for index 1'],
    [{ ...saved, features: ["a", "a "] }, 'got "a " for index 2'],
    [{ ...saved, features: ["a", "a b", "a b"] }, 'n-grams hold each feature once, got "a b" twice'],
    [{ ...saved, features: ["a", "a"] }, 'n-grams hold each feature once, got "a" twice'],
  ];
  for (const [data, message] of wrong) expect(() => Ngrams.fromJSON(data)).toThrow(message);
});

test("misuse is named", () => {
  expect(() => Ngrams.fit(texts, { maxFeatures: 0 })).toThrow(
    "n-grams: maxFeatures must be an integer of at least 1, got 0",
  );
  expect(() => Ngrams.fit(["?"], { maxFeatures: 5 })).toThrow(
    "n-grams need at least one word, and the texts have none",
  );
  const options = JSON.parse('{ "maxFeatures": 5, "longest": 3 }');
  expect(() => Ngrams.fit(texts, options)).toThrow("n-grams: longest must be 1 or 2, got 3");
});

const pair = (i: number): [number, number] => [i % 150, Math.floor(i / 150) * 1000];

test("pairs keep their numbers while the table grows", () => {
  const pairs = new PairNumbers();
  const count = 20_000;
  for (let i = 0; i < count; i++) expect(pairs.add(...pair(i))).toBe(i);
  for (let i = 0; i < count; i++) {
    expect([pairs.find(...pair(i)), pairs.add(...pair(i))]).toEqual([i, i]);
    expect([pairs.firstOf(i), pairs.secondOf(i)]).toEqual(pair(i));
  }
  expect([pairs.size, pairs.find(150, 0), pairs.find(0, 1)]).toEqual([count, -1, -1]);
});

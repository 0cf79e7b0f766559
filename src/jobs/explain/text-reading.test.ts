import { expect, test } from "vitest";
import { Ngrams } from "../../data/text/ngrams.ts";
import { Vocabulary } from "../../data/text/vocabulary.ts";
import type { Manifest, SavedEncoder } from "../classify/save.ts";
import { perWord, readText } from "./text-reading.ts";

const manifest: Manifest = {
  format: "lookback-classifier",
  version: 1,
  model: "lstm",
  preset: "quick",
  source: "reviews.csv",
  columns: null,
  classes: ["bad", "good"],
  shares: [0.5, 0.5],
  length: 4,
};
const vocabulary = Vocabulary.fit(["not bad at all", "good"]);

test("words are read in order, from the end, each at its place", () => {
  const read = readText("Well, not bad -- not BAD at", { model: "lstm", encoder: vocabulary }, manifest);
  expect(read.unread).toBe(2);
  expect(read.tokens.map(({ name, place, known }) => [name, place, known])).toEqual([
    ["bad", 3, true],
    ["not", 4, true],
    ["bad", 5, true],
    ["at", 6, true],
  ]);
  expect(read.tokens.map(({ index }) => index)).toEqual(Array.from(vocabulary.encode("bad not bad at")));
  expect(read.length).toBeNull();
  expect(readText("zebra", { model: "lstm", encoder: vocabulary }, manifest).tokens[0].known).toBe(false);
  expect(readText("good", { model: "lstm", encoder: vocabulary }, { ...manifest, preset: "lecture" }).length).toBe(4);
  expect(readText("good", { model: "conv", encoder: vocabulary }, manifest).length).toBe(4);
});

const ngrams = Ngrams.fit(["not bad at all", "not bad", "good"], { maxFeatures: 20 });
const bag: SavedEncoder = {
  size: ngrams.size,
  standardize: ngrams.standardize,
  lineBreaks: ngrams.lineBreaks,
  encode: (text) => ngrams.encode(text),
  decode: (indices) => Array.from(indices, (index) => ngrams.features[index - 1]).join(" "),
};

test("an n-gram stands wherever its words follow each other, and what it adds is shared out to them", () => {
  const { tokens, unread, isBag } = readText(
    "Not bad, not bad at",
    { model: "bag-of-bigrams", encoder: bag },
    manifest,
  );
  expect([unread, isBag]).toEqual([0, true]);
  const stands = new Map(tokens.map((token) => [token.name, token.stands]));
  expect(stands.get("not bad")).toEqual([
    { at: 0, words: 2 },
    { at: 2, words: 2 },
  ]);
  expect(stands.get("bad at")).toEqual([{ at: 3, words: 2 }]);
  expect([...stands.keys()].toSorted()).toEqual(["at", "bad", "bad at", "not", "not bad"]);
  const values = tokens.map(({ name }) => ({ "not bad": 4, "bad at": 0.5, not: 0.2, bad: 0, at: 0 })[name] ?? NaN);
  const added = perWord(tokens, values, 5);
  [1.1, 1, 1.1, 1.25, 0.25].forEach((value, i) => expect(added[i]).toBeCloseTo(value, 12));
  expect(added.reduce((sum, value) => sum + value, 0)).toBeCloseTo(4.7, 12);
});

test.each([
  [" \n", vocabulary, "lstm", "there is no text to explain"],
  ["!? -- ...", vocabulary, "lstm", 'there are no words in "!? -- ..."'],
  ["zebra zebra", bag, "bag-of-bigrams", "the model knows none of the words of this text"],
] as const)("nothing to read in %j is said", (text, encoder, model, message) => {
  expect(() => readText(text, { model, encoder }, manifest)).toThrow(message);
});

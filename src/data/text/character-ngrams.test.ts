import { expect, test } from "vitest";
import { CharacterNgrams } from "./character-ngrams.ts";

const featuresOf = (ngrams: CharacterNgrams, text: string): string[] =>
  Array.from(ngrams.encode(text), (index) => ngrams.features[index - 1]);

test("runs of one to four characters, with a space at the ends of words", () => {
  const ngrams = CharacterNgrams.fit(["ab"], { maxFeatures: 100 });
  expect(ngrams.features.toSorted()).toEqual([" a", " ab", " ab ", "a", "ab", "ab ", "b", "b "]);
  expect(ngrams.size).toBe(9);
  expect(featuresOf(ngrams, "AB, ab!").toSorted()).toEqual(ngrams.features.toSorted());
  expect(featuresOf(ngrams, "xb").toSorted()).toEqual(["b", "b "]);
  expect(featuresOf(ngrams, "")).toEqual([]);
});

test("the features of most texts are kept, equal ones by falling code points", () => {
  const ngrams = CharacterNgrams.fit(["aaaa", "ab", "b"], { maxFeatures: 3 });
  // "b", "b " and " a", "a" are each in two texts.
  expect(ngrams.features).toEqual(["b ", "b", "a"]);
  expect(() => CharacterNgrams.fit(["..."], { maxFeatures: 3 })).toThrow("the texts have none");
});

test("characters of any script and plane count as one each", () => {
  const ngrams = CharacterNgrams.fit(["😀ไทย"], { maxFeatures: 100 });
  expect(ngrams.features).toContain("😀ไทย");
  expect(ngrams.features).toContain("ไทย ");
});

test("saved and read again, with what is wrong said", () => {
  const ngrams = CharacterNgrams.fit(["some words of a text"], { maxFeatures: 20 });
  const again = CharacterNgrams.fromJSON(JSON.parse(JSON.stringify(ngrams)));
  expect(again.encode("words, some")).toEqual(ngrams.encode("words, some"));
  const { features } = ngrams;
  const saved = { standardize: "unicode", lineBreaks: "space" };
  expect(() => CharacterNgrams.fromJSON({ ...saved, features: ["abcde"] })).toThrow(/1 to 4 characters, got "abcde"/);
  expect(() => CharacterNgrams.fromJSON({ ...saved, features: ["a", "a"] })).toThrow(/each feature once/);
  expect(() => CharacterNgrams.fromJSON({ ...saved, standardize: "none", features })).toThrow(/must be "unicode"/);
});

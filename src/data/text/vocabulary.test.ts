import * as fc from "fast-check";
import { expect, test } from "vitest";
import { standardizations } from "./standardize.ts";
import { Vocabulary } from "./vocabulary.ts";

const texts = ["The cat, the dog!", "A cat saw the bird.<br />", "dog & bird & 😀 \ufffd"];

test("words by falling count, equal counts by falling code points", () => {
  const vocabulary = Vocabulary.fit(texts);
  expect(vocabulary.tokens).toEqual(["the", "dog", "cat", "bird", "😀", "\ufffd", "saw", "a"]);
  expect(vocabulary.size).toBe(10);
  expect(Array.from(vocabulary.encode("the zebra SAW a dog"))).toEqual([2, 1, 8, 9, 3]);
  expect(vocabulary.indexOf("cat")).toBe(4);
  expect(vocabulary.encode(" ?! ").length).toBe(0);
});

test("maxTokens counts padding and unknown words", () => {
  const vocabulary = Vocabulary.fit(texts, { maxTokens: 4 });
  expect(vocabulary.tokens).toEqual(["the", "dog"]);
  expect(vocabulary.size).toBe(4);
  expect(Array.from(vocabulary.encode("the cat"))).toEqual([2, 1]);
  expect(() => Vocabulary.fit(texts, { maxTokens: 2 })).toThrow(
    "a vocabulary: maxTokens must be an integer of at least 3, got 2",
  );
});

test("decode leaves padding out and names unknown words", () => {
  const vocabulary = Vocabulary.fit(texts);
  expect(vocabulary.decode([0, 0, 2, 1, 4])).toBe("the [UNK] cat");
  expect(vocabulary.decode(new Int32Array(3))).toBe("");
  expect(() => vocabulary.decode([10])).toThrow("a vocabulary of 10 indices decodes 0 … 9, got 10");
  expect(() => vocabulary.decode([1.5])).toThrow("decodes 0 … 9, got 1.5");
});

test("a word [UNK] in a text is unknown, as in Keras", () => {
  const vocabulary = Vocabulary.fit(["[UNK] x [UNK]"], { standardize: "none" });
  expect(vocabulary.tokens).toEqual(["x"]);
  expect(Array.from(vocabulary.encode("x [UNK]"))).toEqual([2, 1]);
});

test("JSON keeps everything; what is not a vocabulary is named", () => {
  const vocabulary = Vocabulary.fit(texts, { standardize: "lower", lineBreaks: "keep" });
  const read = Vocabulary.fromJSON(JSON.parse(JSON.stringify(vocabulary)));
  expect(read.toJSON()).toEqual(vocabulary.toJSON());
  expect(read.encode(texts[1])).toEqual(vocabulary.encode(texts[1]));
  const saved = vocabulary.toJSON();
  const wrong: [unknown, string][] = [
    [null, "a vocabulary is saved as { standardize, lineBreaks, tokens }, got null"],
    [[], "got a list"],
    [
      { ...saved, standardize: "upper" },
      'of lowerAndStripPunctuation, lower, stripPunctuation, none, unicode, segmented, got "upper"',
    ],
    [{ ...saved, lineBreaks: undefined }, 'lineBreaks must be "space" or "keep", got undefined'],
    [{ ...saved, tokens: "the" }, "tokens must be a list of texts, got string"],
    [{ ...saved, tokens: ["a", 5] }, "tokens must be a list of texts, got a list whose element 1 is of type number"],
    [{ ...saved, tokens: ["a", "b", "a"] }, 'a vocabulary holds each word once, got "a" twice'],
    [{ ...saved, tokens: ["a", ""] }, 'got "" for index 3'],
    [{ ...saved, tokens: ["a b"] }, 'got "a b" for index 2'],
    [{ ...saved, tokens: ["[UNK]"] }, 'got "[UNK]" for index 2'],
  ];
  for (const [data, message] of wrong) expect(() => Vocabulary.fromJSON(data)).toThrow(message);
});

test("texts without a word teach nothing", () => {
  expect(() => Vocabulary.fit(["", " ... "])).toThrow("a vocabulary needs at least one word, and the texts have none");
});

const anyTexts = fc
  .array(fc.oneof(fc.string({ unit: "binary" }), fc.lorem(), fc.string({ unit: "grapheme" })), { minLength: 1 })
  .map((list) => [...list, "one two"]);

test("what was learnt does not depend on the order of the texts", () => {
  fc.assert(
    fc.property(anyTexts, fc.constantFrom(...standardizations), fc.nat(), (list, standardize, seed) => {
      const turned = list.map((_, i) => list[(i + seed) % list.length]).toReversed();
      expect(Vocabulary.fit(turned, { standardize })).toEqual(Vocabulary.fit(list, { standardize }));
      expect(Vocabulary.fit(turned, { standardize }).tokens).toEqual(Vocabulary.fit(list, { standardize }).tokens);
    }),
  );
});

test("encode undoes decode for every known word, and decode undoes encode up to standardizing", () => {
  fc.assert(
    fc.property(anyTexts, fc.constantFrom(...standardizations), (list, standardize) => {
      const vocabulary = Vocabulary.fit(list, { standardize, lineBreaks: "keep" });
      const known = Int32Array.from({ length: vocabulary.size - 2 }, (_, i) => i + 2);
      expect(vocabulary.encode(vocabulary.decode(known))).toEqual(known);
      for (const text of list) {
        const indices = vocabulary.encode(text);
        expect(vocabulary.encode(vocabulary.decode(indices))).toEqual(indices);
      }
    }),
  );
});

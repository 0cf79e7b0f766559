import { expect, test } from "vitest";
import { TextVectorization } from "./text-vectorization.ts";

const texts = ["a b a", "b c", "a"];

test("tf-idf by the formula: counts times ln(1 + texts / (1 + texts with the token))", () => {
  const { tokens, idfWeights, encode, size } = ((one) => ({
    tokens: one.tokens,
    idfWeights: one.idfWeights,
    size: one.size,
    encode: (list: readonly string[]) => one.encode(list),
  }))(TextVectorization.fit(texts, { outputMode: "tfIdf" }));
  const idf = [Math.log(1 + 3 / 3), Math.log(1 + 3 / 3), Math.log(1 + 3 / 2)]; // a and b in 2 texts, c in 1
  expect(tokens).toEqual(["a", "b", "c"]);
  expect(size).toBe(4);
  idf.forEach((value, i) => expect(idfWeights?.[i]).toBeCloseTo(value, 12));
  const row = Array.from(encode(["c x c a"]).toArray());
  const unknown = (idf[0] + idf[1] + idf[2]) / 3;
  [unknown, idf[0], 0, 2 * idf[2]].forEach((value, i) => expect(row[i]).toBeCloseTo(value, 6));
});

test("texts come in any way that can be walked through, and line breaks are spaces by default", () => {
  const learnt = TextVectorization.fit(new Set(["good<br />bad"]), { split: "whitespace" });
  expect(learnt.tokens).toEqual(["good", "bad"]);
  expect(learnt.encode(["bad", "good<br>good bad"]).toArray()).toEqual(Int32Array.of(3, 0, 0, 2, 2, 3));
});

test("what is saved is read again, and what does not fit together is refused", () => {
  const learnt = TextVectorization.fit(texts, { outputMode: "tfIdf", ngrams: [2, 1], maxTokens: 4 });
  const saved = learnt.toJSON();
  expect(TextVectorization.fromJSON(JSON.parse(JSON.stringify(learnt))).toJSON()).toEqual(saved);
  const wrong: [unknown, string][] = [
    [{ ...saved, split: "word" }, 'split must be one of whitespace, character, got "word"'],
    [{ ...saved, outputMode: "sum" }, 'outputMode must be one of int, multiHot, count, tfIdf, got "sum"'],
    [{ ...saved, ngrams: "2" }, 'ngrams must be a list of lengths or null, got "2"'],
    [{ ...saved, ngrams: [0] }, "ngrams must be an integer of at least 1, got 0"],
    [{ ...saved, idfWeights: [1] }, "one of idfWeights for each of 3 tokens, got 1"],
    [{ ...saved, idfWeights: ["1"] }, "idfWeights must be a list of numbers or null"],
    [{ ...saved, idfWeights: null }, 'has idfWeights with outputMode "tfIdf", and null with others'],
    [{ ...saved, tokens: ["a", "a", "b"] }, 'holds each token once, none of them "" or "[UNK]", got "a" as token 0'],
    [{ ...saved, maxTokens: 3 }, "of maxTokens 3 holds 2 tokens, got 3"],
    [{ ...saved, padToMaxTokens: 1 }, "padToMaxTokens must be true or false, got 1"],
    [7, "got number"],
  ];
  for (const [data, message] of wrong) expect(() => TextVectorization.fromJSON(data)).toThrow(message);
});

test("options that exclude each other are refused", () => {
  const fit = (options: Parameters<typeof TextVectorization.fit>[1]) => (): TextVectorization =>
    TextVectorization.fit(texts, options);
  expect(fit({ outputMode: "count", outputSequenceLength: 3 })).toThrow(
    'outputSequenceLength is for outputMode "int", got "count"; help: leave it out',
  );
  expect(fit({ padToMaxTokens: true, maxTokens: 9 })).toThrow('padToMaxTokens is not for outputMode "int"');
  expect(fit({ padToMaxTokens: true, outputMode: "count" })).toThrow("padToMaxTokens needs maxTokens; help: give it");
  expect(fit({ maxTokens: 2 })).toThrow("maxTokens must be an integer of at least 3, got 2");
  expect(fit({ maxTokens: 2, outputMode: "count" })).not.toThrow();
  expect(fit({ ngrams: 0 })).toThrow("ngrams must be an integer of at least 1, got 0");
  expect(fit({ ngrams: [] })).toThrow("ngrams must be at least one length, got none");
  expect(fit({ ngrams: [2, 2] })).toThrow("ngrams must be different lengths, got 2, 2");
  expect(() => TextVectorization.fit(["  "])).toThrow("needs at least one token, and the texts have none");
  const learnt = TextVectorization.fit(texts);
  expect(() => learnt.encode([])).toThrow("needs at least one text, got none");
  expect(() => learnt.encode([""])).toThrow("the texts have no tokens; help: give outputSequenceLength");
  // @ts-expect-error: the types refuse it, plain JavaScript does not
  expect(() => learnt.encode("a b")).toThrow("takes a list of texts; help: [text] for a single one");
  // @ts-expect-error: likewise
  expect(() => learnt.encode([1])).toThrow("a text vectorization reads texts, got 1");
});

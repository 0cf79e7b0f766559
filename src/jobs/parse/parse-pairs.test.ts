import { expect, test } from "vitest";
import { ParseVocabulary } from "../../data/trees/parse-vocabulary.ts";
import { readTrees } from "../../data/trees/read-trees.ts";
import { parsePairs, type ParsePair } from "./parse-pairs.ts";
import { wordsOf } from "./prepare.ts";

const trees = readTrees("(S (NP (DT the) (NN dog)) (VP (VBZ sees))) (NP (NN cat))");
const vocabulary = ParseVocabulary.fit(trees, { minCount: 1 });
const pairs: readonly ParsePair[] = trees.map((tree) => ({
  sentence: vocabulary.sentence(wordsOf(tree)),
  tree: vocabulary.tree(tree) ?? new Int32Array(0),
}));
const plain = { tokensPerBatch: 64, shuffle: false, seed: 0, lookahead: false };
const s = (symbol: string): number => 3 + vocabulary.data.symbols.indexOf(symbol);
const [the, dog, sees] = vocabulary.sentence(["the", "dog", "sees"]);
const [cat] = vocabulary.sentence(["cat"]);

test("with lookahead the next word is read in the place of each XX, in every row; what is to be written stays", () => {
  const { x, y } = parsePairs(pairs, vocabulary, { ...plain, lookahead: true }).batch(0);
  const without = parsePairs(pairs, vocabulary, plain).batch(0);
  const rows = [
    [cat, s("(NP"), 2, s(")NP"), 0, 0, 0, 0, 0, 0],
    [the, s("(S"), s("(NP"), dog, sees, s(")NP"), s("(VP"), 2, s(")VP"), s(")S")],
  ];
  expect(x[1].shape).toEqual([2, 10]);
  expect(Array.from(x[1].toArray())).toEqual(rows.flat());
  expect(Array.from(y.toArray())).toEqual(Array.from(without.y.toArray()));
  expect(Array.from(without.x[1].toArray()).slice(10, 14)).toEqual([1, s("(S"), s("(NP"), s("XX")]);
});

test("words left out are read as their class, the same in source and target, others in every batch", () => {
  const data = parsePairs(pairs, vocabulary, { ...plain, lookahead: true, wordDropout: 0.5 });
  let [dropped, kept] = [0, 0];
  const batches = new Set<string>();
  for (let index = 0; index < 40; index++) {
    const { x } = data.batch(index);
    const [source, target] = x.map((one) => Array.from(one.toArray()));
    // Row 1: the dog sees </s>.
    const words = source.slice(4, 8);
    expect(words[3]).toBe(2);
    batches.add(words.join(" "));
    expect([target[10], target[13], target[14]]).toEqual(words.slice(0, 3));
    words.slice(0, 3).forEach((word, i) => {
      const whole = [the, dog, sees][i];
      expect([whole, vocabulary.classOf(whole)]).toContain(word);
      if (word === whole) kept++;
      else dropped++;
    });
  }
  expect(batches.size).toBeGreaterThan(4);
  expect(Math.min(dropped, kept)).toBeGreaterThan(30);
  expect(Array.from(data.batch(7).x[0].toArray())).toEqual(Array.from(data.batch(7).x[0].toArray()));
});

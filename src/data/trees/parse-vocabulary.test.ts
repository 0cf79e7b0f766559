import { expect, test } from "vitest";
import { ParseVocabulary } from "./parse-vocabulary.ts";
import { pennWords } from "./penn-words.ts";
import { readTrees } from "./read-trees.ts";
import { wordClass } from "./word-class.ts";

const trees = readTrees(`
  (S (NP (DT the) (NN dog)) (VP (VBZ sees) (NP (DT the) (NN dog))) (. .))
  (S (NP (DT the) (NN cat)) (VP (VBD jumped)) (. .))`);

test("indices in order: padding, begin, end, symbols of trees, classes, words by falling count", () => {
  const vocabulary = ParseVocabulary.fit(trees, { minCount: 2 });
  const { symbols, classes, words } = vocabulary.data;
  expect(symbols).toEqual(["(S", "(NP", "XX", ")NP", "(VP", ")VP", ")S"]);
  expect(words).toEqual(["the", "dog", "."]);
  expect(classes).toContain("<unknown-ed>");
  expect([vocabulary.firstWord, vocabulary.size]).toEqual([3 + 7, 3 + 7 + classes.length + 3]);
  expect([2, 3, 9, 10].map((token) => vocabulary.symbol(token))).toEqual([null, "(S", ")S", null]);
  expect([3, 5, 10].map((token) => vocabulary.isLeaf(token))).toEqual([false, true, false]);
  expect(Array.from(vocabulary.tree(trees[1]) ?? [])).toEqual([3, 4, 5, 5, 6, 7, 5, 8, 5, 9]);
});

test("words that are not known are read as their class, and what has no class as unknown", () => {
  const vocabulary = ParseVocabulary.fit(trees, { minCount: 2 });
  const { classes } = vocabulary.data;
  const classToken = (name: string): number => vocabulary.firstWord + classes.indexOf(name);
  const first = vocabulary.firstWord + classes.length;
  expect(Array.from(vocabulary.sentence(["the", "jumped", "barked", "Zürich", "<unknown-ed>"]))).toEqual([
    first,
    classToken("<unknown-ed>"),
    classToken("<unknown-ed>"),
    classToken("<unknown>"),
    classToken("<unknown>"),
  ]);
  expect(vocabulary.classOf(first + 1)).toBe(classToken("<unknown>"));
  expect([first - 1, first].map((token) => vocabulary.isClass(token))).toEqual([true, false]);
  expect(vocabulary.classOf(2)).toBe(2);
});

test("trees with labels that are not known have no tokens; tags are kept where they are asked for", () => {
  const vocabulary = ParseVocabulary.fit(trees, { tags: "all" });
  expect(vocabulary.data.symbols).toContain("VBD");
  expect(vocabulary.tree(readTrees("(SINV (NP (DT the) (NN dog)))")[0])).toBeNull();
  expect(vocabulary.tree(readTrees("(S (NP (DT the) (NN cow)))")[0])).not.toBeNull();
});

test.each([
  ["1990", false, "<number-year>"],
  ["3.5", false, "<number-point>"],
  ["1980s", false, "<number-letters-s>"],
  ["--", false, "<sign>"],
  ["Trading", true, "<unknown-First-ing>"],
  ["Trading", false, "<unknown-Capital-ing>"],
  ["IBM", false, "<unknown-CAPITALS>"],
  ["well-made", false, "<unknown-hyphen>"],
  ["ed", false, "<unknown>"],
  ["companies", false, "<unknown-ies>"],
])("the class of %s", (word, first, name) => {
  expect(wordClass(word, first)).toBe(name);
});

test.each([
  ["The dog didn't bark.", "The dog did n't bark ."],
  ['He said, "It\'s 3,500.5 at 10:30!"', "He said , `` It 's 3,500.5 at 10:30 ! ''"],
  ["Mr. Vinken (61 years old) is from the U.S.", "Mr. Vinken -LRB- 61 years old -RRB- is from the U.S."],
  ["the dogs' cannot", "the dogs ' can not"],
  ['"No."', "`` No . ''"],
  ["Well -- who…", "Well -- who …"],
  ["", ""],
  // Parted already.
  ["`` We 're done , '' he said .", "`` We 're done , '' he said ."],
  ["-LRB- it does n't -RRB- 's", "-LRB- it does n't -RRB- 's"],
])("words of %s", (sentence, words) => {
  expect(pennWords(sentence)).toEqual(words.split(" ").filter((word) => word !== ""));
});

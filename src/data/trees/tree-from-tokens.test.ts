import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { linearise, tagsShown } from "./linearise.ts";
import { printTree } from "./print-tree.ts";
import { readTrees } from "./read-trees.ts";
import { treeFromTokens } from "./tree-from-tokens.ts";
import { isLeaf, leavesOf, type Leaf, type Phrase, type Tree } from "./tree.ts";

const split = (text: string): string[] => text.split(" ").filter((part) => part !== "");

describe("linearise", () => {
  const [tree] = readTrees("(S (NP (NNP John)) (VP (VBZ has) (NP (DT a) (NN dog))) (. .))");

  test.each([
    ["none", "(S (NP XX )NP (VP XX (NP XX XX )NP )VP XX )S"],
    ["punctuation", "(S (NP XX )NP (VP XX (NP XX XX )NP )VP . )S"],
    ["all", "(S (NP NNP )NP (VP VBZ (NP DT NN )NP )VP . )S"],
  ] as const)("tags %s", (tags, tokens) => {
    expect(linearise(tree, { tags }).join(" ")).toBe(tokens);
    expect(linearise(tree, { tags: "none" })).toEqual(linearise(tree));
  });

  test("another word for tags is refused", () => {
    expect(() => linearise(tree, JSON.parse('{ "tags": "some" }'))).toThrow(
      /tags must be one of all, punctuation, none, got some/,
    );
  });
});

/** Tokens, words, the tree that comes out, and what was mended. */
const cases = [
  ["well formed", "(S (NP A )NP (VP B )VP )S", "a b", "(S (NP (A a)) (VP (B b)))", {}],
  ["cut off", "(S (NP A )NP (VP B (NP C", "a b c", "(S (NP (A a)) (VP (B b) (NP (C c))))", { unclosed: 3 }],
  [
    "cut off before the last words",
    "(S (NP A )NP (VP B",
    "a b c d",
    "(S (NP (A a)) (VP (B b) (XX c) (XX d)))",
    { unclosed: 2, missingWords: 2 },
  ],
  [
    "an inner phrase that is not closed",
    "(S (NP A (PP B )NP (VP C )VP )S",
    "a b c",
    "(S (NP (A a) (PP (B b))) (VP (C c)))",
    { unclosed: 1 },
  ],
  ["closed under another label", "(S (NP A )VP (VP B )VP )S", "a b", "(S (NP (A a)) (VP (B b)))", { mismatched: 1 }],
  ["a closing too many within", "(S A )NP B )S", "a b", "(S (A a) (B b))", { extraClosings: 1 }],
  ["a closing too many at the end", "(S A )S )S )NP", "a", "(S (A a))", { extraClosings: 2 }],
  ["a closing before all", ")S (S A )S", "a", "(S (A a))", { extraClosings: 1 }],
  ["a root that ends early", "(S A )S (NP B )NP C )S", "a b c", "(S (A a) (NP (B b)) (C c))", { extraClosings: 1 }],
  ["too few words", "(S (NP A )NP )S", "a b c", "(S (NP (A a)) (XX b) (XX c))", { missingWords: 2 }],
  ["too many words", "(S (NP A )NP (VP B C )VP D )S", "a", "(S (NP (A a)))", { extraWords: 3, emptyPhrases: 1 }],
  ["phrases of nothing", "(S (NP (X )X )NP A )S", "a", "(S (A a))", { emptyPhrases: 2 }],
  ["no phrases", "A B", "a b", "(S (A a) (B b))", { rootless: 1 }],
  ["a word before the root", "A (NP B )NP )S", "a b", "(S (A a) (NP (B b)))", { rootless: 1 }],
  ["nothing", "", "a b", "(S (XX a) (XX b))", { missingWords: 2 }],
  ["brackets alone", "( ) (S A )S", "a", "(S (A a))", { strange: 2 }],
  ["a phrase within a phrase of the same label", "(NP (NP A )NP B )NP", "a b", "(NP (NP (A a)) (B b))", {}],
] as const;

test.each(cases)("%s", (_, tokens, words, tree, mended) => {
  const made = treeFromTokens(split(tokens), split(words));
  expect(printTree(made.tree)).toBe(tree);
  expect(Object.fromEntries(Object.entries(made.repairs).filter(([, count]) => count !== 0))).toEqual(mended);
  expect(made.wellFormed).toBe(Object.keys(mended).length === 0);
});

test("known tags stand in for the tokens', and the root's label is given", () => {
  const { tree } = treeFromTokens(["XX", "(NP", "XX", ")NP"], ["a", "b", "c"], { tags: ["A", "B", "C"], root: "FRAG" });
  expect(printTree(tree)).toBe("(FRAG (A a) (NP (B b)) (C c))");
});

test("phrases deeper than any sentence are ignored", () => {
  const { tree, repairs } = treeFromTokens([...Array.from({ length: 5000 }, () => "(X"), "XX"], ["a"]);
  expect(repairs).toMatchObject({ strange: 4002, unclosed: 998 });
  expect(readTrees(`( ${printTree(tree)})`)).toEqual([tree]);
});

test.each([
  [["(S", ")S"], [], {}, "a tree needs at least one word, got none"],
  [[], ["a", ""], {}, 'a word is not empty and has no white space, got ""'],
  [[], ["a b"], {}, 'got "a b"'],
  [[], ["a"], { tags: [] }, "expected a part of speech for each of 1 words, got 0"],
] as const)("%j over %j is refused", (tokens, words, options, message) => {
  expect(() => treeFromTokens(tokens, words, options)).toThrow(message);
});

const label = fc.constantFrom("S", "NP", "VP", "X-1", "A|B");
const leaf: fc.Arbitrary<Leaf> = fc.record({
  tag: fc.constantFrom("NN", "XX", ".", "-LRB-"),
  word: fc.constantFrom("a", "b", "(", "-RRB-", "ü"),
});
const { phrase } = fc.letrec<{ phrase: Phrase; child: Tree }>((tie) => ({
  phrase: fc.record({ label, children: fc.array(tie("child"), { minLength: 1, maxLength: 4 }) }),
  child: fc.oneof({ maxDepth: 6, withCrossShrink: true }, leaf, tie("phrase")),
}));

test("every tree comes back from its tokens and words", () => {
  fc.assert(
    fc.property(phrase, fc.constantFrom(...tagsShown), (tree, tags) => {
      const leaves = leavesOf(tree);
      const made = treeFromTokens(
        linearise(tree, { tags }),
        leaves.map(({ word }) => word),
        { tags: leaves.map(({ tag }) => tag) },
      );
      expect(made.tree).toEqual(tree);
      expect(made.wellFormed).toBe(true);
    }),
    { numRuns: 500 },
  );
});

const soup = fc.array(
  fc.oneof(
    fc.constantFrom("(S", ")S", "(NP", ")NP", "(VP", ")VP", "XX", "NN", "."),
    fc.constantFrom("(", ")", "", " ", "((", "()", "(A B", "a)b", "<unk>"),
    fc.string({ maxLength: 4 }),
  ),
  { maxLength: 60 },
);
const someWords = fc.array(
  fc.string({ minLength: 1, maxLength: 4 }).filter((word) => !/\s/u.test(word)),
  { minLength: 1, maxLength: 12 },
);

test("whatever the tokens, there is one well-formed tree over exactly the words", () => {
  const seen = { mended: 0, whole: 0 };
  const wholeOf = (part: Tree): boolean =>
    isLeaf(part)
      ? /^[^\s()]+$/u.test(part.tag)
      : /^[^\s()]+$/u.test(part.label) && part.children.length > 0 && part.children.every(wholeOf);
  fc.assert(
    fc.property(soup, someWords, (tokens, words) => {
      const { tree, wellFormed } = treeFromTokens(tokens, words);
      expect(leavesOf(tree).map(({ word }) => word)).toEqual(words);
      expect(wholeOf(tree)).toBe(true);
      // Well formed means that nothing was changed, and the other way round.
      const again = linearise(tree, { tags: "all" });
      expect(wellFormed).toBe(again.join(" ") === tokens.join(" ") && again.length === tokens.length);
      seen[wellFormed ? "whole" : "mended"]++;
      expect(treeFromTokens(again, words)).toMatchObject({ tree, wellFormed: true });
    }),
    { numRuns: 2000 },
  );
  expect(seen.mended).toBeGreaterThan(1500);
});

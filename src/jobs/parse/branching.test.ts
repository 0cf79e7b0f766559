import { expect, test } from "vitest";
import { printTree } from "../../data/trees/print-tree.ts";
import { readTrees } from "../../data/trees/read-trees.ts";
import { branchingParser } from "./branching.ts";

const trees = readTrees(`
(S (NP (DT a) (NN b)) (VP (VB c) (PP (IN d) (NP (NN e)))) (. .))
(S (NP (NP (DT a) (NN b)) (PP (IN c) (NP (NN d)))) (VP (VB e) (NP (NN f) (NN g))) (. .))
(FRAG (VP (VB a) (NP (DT b) (NN c))))
`);

test("to the right: phrases to the last word, punctuation at the end outside", () => {
  const { root, label, parse } = branchingParser(trees, "right");
  // Reaching the last word from within, over two words or more: VP, PP, VP, NP, NP; the first of VP and NP in the
  // alphabet.
  expect([root, label]).toEqual(["S", "NP"]);
  // A phrase over one word cannot be in the chain.
  const adverbs = "(S (VP (VB a) (ADVP (RB b))))".repeat(9);
  expect(branchingParser([...trees, ...readTrees(adverbs)], "right").label).toBe("NP");
  expect(printTree(parse(["a", ",", "b", "c", ".", "''"]))).toBe(
    "(S (XX a) (NP (XX ,) (NP (XX b) (XX c))) (XX .) (XX ''))",
  );
});

test("to the left: phrases from the first word", () => {
  const { root, label, parse } = branchingParser(trees, "left");
  expect([root, label]).toEqual(["S", "NP"]);
  expect(printTree(parse(["a", "b", "c", "d", "?"]))).toBe("(S (NP (NP (XX a) (XX b)) (XX c)) (XX d) (XX ?))");
});

test.each([
  [["a"], "(S (XX a))"],
  [["a", "b"], "(S (XX a) (XX b))"],
  [["."], "(S (XX .))"],
  [["--", "."], "(S (XX --) (XX .))"],
])("%j has no phrase within", (words, tree) => {
  for (const side of ["right", "left"] as const)
    expect(printTree(branchingParser(trees, side).parse(words))).toBe(tree);
});

test("without phrases to count the root's label serves; without trees or words there is nothing to do", () => {
  const parser = branchingParser(readTrees("(X (NN a) (NN b))"), "right");
  expect(printTree(parser.parse(["a", "b", "c"]))).toBe("(X (XX a) (X (XX b) (XX c)))");
  expect(() => parser.parse([])).toThrow("a tree needs at least one word");
  expect(() => branchingParser([], "left")).toThrow("needs at least one tree");
});

import { expect, test } from "vitest";
import { cleanTree } from "./clean-tree.ts";
import { printIndentedTree, printTree } from "./print-tree.ts";
import { BracketError, readTrees } from "./read-trees.ts";
import { leavesOf } from "./tree.ts";

const printed = (text: string): string[] => readTrees(text).map(printTree);

test("several trees over several lines, with and without a root that says nothing", () => {
  const text = `
( (S
    (NP-SBJ-1 (PRP it) )
    (VP (VBZ rains))\r
    (. .) ))
(TOP (NP (NN rain))) (ROOT(S(NP(NN a))(VP(VB b)))) (S1 (X (Y y)))
((FRAG (UH no)))(X (Y (S1 (Z z))))
`;
  expect(printed(text)).toEqual([
    "(S (NP-SBJ-1 (PRP it)) (VP (VBZ rains)) (. .))",
    "(NP (NN rain))",
    "(S (NP (NN a)) (VP (VB b)))",
    "(X (Y y))",
    "(FRAG (UH no))",
    "(X (Y (S1 (Z z))))",
  ]);
  expect(readTrees(" \n ")).toEqual([]);
});

test("a root over several phrases, or over a word alone, stays as TOP", () => {
  expect(printed("( (S (X a)) (S (X b)))\n( (NN word))(NN word)")).toEqual([
    "(TOP (S (X a)) (S (X b)))",
    "(TOP (NN word))",
    "(TOP (NN word))",
  ]);
});

test.each([
  ["(S (NP (NN a))", 1, 1, 'this bracket is not closed: 1 ")" missing at the end of the text'],
  ["(S (NN a))\n  (S (NP (NN b)\n(X c)", 2, 3, 'this bracket is not closed: 2 ")" missing'],
  ["(S (NN a)))", 1, 11, '")" closes nothing'],
  ["(S (NN a))\r\n\r\n word", 3, 2, 'expected "(" and a tree, got "word"'],
  ["(S (NP the man))", 1, 12, '"man" has no part of speech: expected a bracket of its own, such as (NN man)'],
  ["(S (NP (DT the) man))", 1, 17, '"man" has no part of speech'],
  ["(S (NP the (NN man)))", 1, 12, '"the" has no part of speech'],
  ["(S (NN a)\n   ())", 2, 4, "a bracket with nothing in it"],
  ["(S (NP))", 1, 4, "(NP) holds neither a word nor a phrase"],
  ["(X ".repeat(1001), 1, 3001, "brackets are nested more than 1000 deep"],
  [`(S (NN ${"a".repeat(60)}) (${"b".repeat(5)} c d))`, 1, 79, '"d" has no part of speech'],
] as const)("%s is refused with its place", (text, line, column, problem) => {
  let caught: unknown;
  try {
    readTrees(text);
  } catch (error) {
    caught = error;
  }
  if (!(caught instanceof BracketError)) throw new Error("nothing was refused");
  expect([caught.line, caught.column]).toEqual([line, column]);
  expect(caught.message).toContain(`line ${line}, column ${column}: ${problem}`);
});

test("as deep as allowed", () => {
  expect(readTrees(`${"(X ".repeat(999)}(Y y${")".repeat(1000)}`)).toHaveLength(1);
});

test("traces go with what they leave empty, function tags and indices go, parts of speech stay", () => {
  const [tree] = readTrees(
    "(S-TPC-1 (NP-SBJ=2 (-LRB- -LRB-) (PRP$ its) (NN-X n)) (VP|X-Y (VB b) (SBAR (-NONE- 0) (S (-NONE- *T*-1)))) " +
      "(-NONE- *) (-X- (CD 1)))",
  );
  expect(printTree(cleanTree(tree) ?? tree)).toBe(
    "(S (NP (-LRB- -LRB-) (PRP$ its) (NN-X n)) (VP|X (VB b)) (-X (CD 1)))",
  );
  expect(cleanTree(readTrees("(S (NP (-NONE- *)) (VP (-NONE- *)))")[0])).toBeNull();
});

test("brackets in words are written as in the treebank; indented trees read back", () => {
  const tree = {
    label: "S",
    children: [
      { label: "NP", children: [{ tag: "XX", word: "f(x)" }] },
      {
        label: "VP",
        children: [
          { label: "X", children: [{ tag: "VB", word: "b" }] },
          { tag: ".", word: "." },
        ],
      },
    ],
  };
  expect(printTree(tree)).toBe("(S (NP (XX f-LRB-x-RRB-)) (VP (X (VB b)) (. .)))");
  expect(printIndentedTree(tree)).toBe("(S\n  (NP (XX f-LRB-x-RRB-))\n  (VP\n    (X (VB b))\n    (. .)))");
  const [again] = readTrees(printIndentedTree(tree));
  expect(printTree(again)).toBe(printTree(tree));
  expect(leavesOf(again).map(({ word }) => word)).toEqual(["f-LRB-x-RRB-", "b", "."]);
});

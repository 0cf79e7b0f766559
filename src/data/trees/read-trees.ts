import { deepest, type Phrase, type Tree } from "./tree.ts";

/** Brackets that are no trees. The message says what came and what was expected; line and column count from 1. */
export class BracketError extends Error {
  override readonly name: string = "BracketError";
  readonly line: number;
  readonly column: number;

  constructor(problem: string, line: number, column: number) {
    super(`line ${line}, column ${column}: ${problem}`);
    this.line = line;
    this.column = column;
  }
}

interface Open {
  /** Where its bracket stands in the text. */
  readonly at: number;
  label: string;
  /** A word that stands alone in its bracket, which makes a leaf. */
  word: string | null;
  readonly children: Tree[];
}

/** Roots that say nothing, as treebanks and parsers write them. */
const emptyRoots = new Set(["", "TOP", "ROOT", "S1"]);

/**
 * The trees of a text in Penn's brackets, over as many lines as they take: `( (S (NP (PRP it)) (VP (VBZ rains)) (.
 * .)))`. A root without a label, or called TOP, ROOT or S1, is left out where it holds one phrase, and called TOP where
 * it does not. Traces and function tags stay: see `cleanTree`.
 *
 * Throws a BracketError with line and column: brackets that do not pair, words without a part of speech, brackets with
 * nothing in them, text outside of brackets, and trees more than 1000 deep.
 */
export function readTrees(text: string): readonly Phrase[] {
  const trees: Phrase[] = [];
  const open: Open[] = [];
  for (const { 0: token, index: at } of text.matchAll(/[()]|[^\s()]+/g)) {
    const current = open.at(-1);
    if (token === "(") {
      if (current !== undefined && current.word !== null) throw errorAt(text, at, wordBeside(current.word));
      if (open.length === deepest) throw errorAt(text, at, `brackets are nested more than ${deepest} deep`);
      open.push({ at, label: "", word: null, children: [] });
    } else if (current === undefined) {
      throw errorAt(
        text,
        at,
        token === ")"
          ? `")" closes nothing: there are more closing than opening brackets`
          : `expected "(" and a tree, got ${quoted(token)}`,
      );
    } else if (token === ")") {
      open.pop();
      const tree = closed(text, current);
      const parent = open.at(-1);
      if (parent === undefined) trees.push(withoutEmptyRoot(tree));
      else parent.children.push(tree);
    } else if (current.label === "" && current.children.length === 0) current.label = token;
    else if (current.word !== null || current.children.length > 0) throw errorAt(text, at, wordBeside(token));
    else current.word = token;
  }
  const [first] = open;
  if (first !== undefined) {
    throw errorAt(text, first.at, `this bracket is not closed: ${open.length} ")" missing at the end of the text`);
  }
  return trees;
}

function closed(text: string, { at, label, word, children }: Open): Tree {
  if (word !== null) return { tag: label, word };
  if (children.length > 0) return { label, children };
  throw errorAt(
    text,
    at,
    label === "" ? "a bracket with nothing in it" : `(${label}) holds neither a word nor a phrase`,
  );
}

function withoutEmptyRoot(tree: Tree): Phrase {
  if ("word" in tree) return { label: "TOP", children: [tree] };
  if (!emptyRoots.has(tree.label)) return tree;
  const [only, ...others] = tree.children;
  return others.length === 0 && "children" in only ? only : { label: "TOP", children: tree.children };
}

const wordBeside = (word: string): string =>
  `${quoted(word)} has no part of speech: expected a bracket of its own, such as (NN ${word})`;

function quoted(token: string): string {
  return JSON.stringify(token.length > 40 ? `${token.slice(0, 40)}…` : token);
}

function errorAt(text: string, at: number, problem: string): BracketError {
  const before = text.slice(0, at).split(/\r\n|\n|\r/);
  return new BracketError(problem, before.length, before[before.length - 1].length + 1);
}

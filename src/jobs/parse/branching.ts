import { bracketing } from "../../data/trees/bracketing.ts";
import { anyTag, type Leaf, type Phrase, type Tree } from "../../data/trees/tree.ts";

/**
 * Where every phrase leans: each word but the last opens a phrase to the end, or each word but the first closes one
 * from the start.
 */
export type Side = "right" | "left";

/** A parser that knows nothing of the words, for comparison. */
export interface BranchingParser {
  readonly side: Side;
  /** Labels of the whole sentence and of the phrases within it. */
  readonly root: string;
  readonly label: string;
  readonly parse: (words: readonly string[]) => Phrase;
}

/**
 * The baseline of parsing: one chain of phrases of two parts each, in the same direction for all sentences. English
 * branches to the right. The labels are those that are right most often on the trees to learn from: of whole sentences,
 * and of phrases that reach from within the sentence to its last word (right) or from its first word to within it
 * (left). Punctuation at the end is not part of the chain, nor of the spans counted.
 *
 * Throws a RangeError where there are no trees to learn from.
 */
export function branchingParser(trees: readonly Phrase[], side: Side): BranchingParser {
  if (trees.length === 0) throw new RangeError("a branching parser needs at least one tree for its labels, got none");
  const inner = new Map<string, number>();
  const roots = new Map<string, number>();
  for (const tree of trees) {
    const { leaves, phrases } = bracketing(tree);
    const end = lastWord(leaves.map(({ word }) => word));
    count(roots, tree.label);
    for (const phrase of phrases) {
      // A phrase over one word is not in the chain.
      const [start, stop] = [phrase.start, Math.min(phrase.end, end)];
      const inChain = side === "right" ? start > 0 && stop === end : start === 0 && stop < end;
      if (inChain && stop - start > 1) count(inner, phrase.label);
    }
  }
  const root = mostFrequent(roots) ?? "S";
  const label = mostFrequent(inner) ?? root;
  return { side, root, label, parse: (words) => branch(words, side, root, label) };
}

function branch(words: readonly string[], side: Side, root: string, label: string): Phrase {
  if (words.length === 0) throw new RangeError("a tree needs at least one word, got none");
  const leaves = words.map((word): Leaf => ({ tag: anyTag, word }));
  const end = lastWord(words);
  const [first, ...others] = side === "right" ? leaves.slice(0, end).toReversed() : leaves.slice(0, end);
  const pair = (a: Tree, b: Tree): readonly Tree[] => (side === "right" ? [b, a] : [a, b]);
  let chain: readonly Tree[] = [first];
  for (const leaf of others) {
    const [only, ...rest] = chain;
    chain = pair(rest.length === 0 ? only : { label, children: chain }, leaf);
  }
  return { label: root, children: [...chain, ...leaves.slice(end)] };
}

/** How many words there are without punctuation at the end; all, where there is nothing else. */
function lastWord(words: readonly string[]): number {
  const at = words.findLastIndex((word) => !/^[.,:;!?…'"`–—-]+$/u.test(word));
  return at < 0 ? words.length : at + 1;
}

function count(counts: Map<string, number>, label: string): void {
  counts.set(label, (counts.get(label) ?? 0) + 1);
}

/** The first of several that are as frequent, in the order of the alphabet. */
function mostFrequent(counts: ReadonlyMap<string, number>): string | null {
  const sorted = [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return sorted.at(0)?.[0] ?? null;
}

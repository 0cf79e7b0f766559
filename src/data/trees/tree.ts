/** A word and its part of speech: (NNS years). */
export interface Leaf {
  readonly tag: string;
  readonly word: string;
}

/** A phrase: a label over one or more phrases and words, in order. */
export interface Phrase {
  readonly label: string;
  readonly children: readonly Tree[];
}

/** A constituency tree, as in the Penn Treebank (Marcus, Santorini & Marcinkiewicz 1993). */
export type Tree = Phrase | Leaf;

/** Stands for a part of speech that is not told, as in Vinyals et al. 2015. */
export const anyTag = "XX";

/** Deeper trees are refused: no sentence has them, and functions that go down a tree call themselves. */
export const deepest = 1000;

export function isLeaf(tree: Tree): tree is Leaf {
  return "word" in tree;
}

/** The words of a tree with their parts of speech, from left to right. */
export function leavesOf(tree: Tree): readonly Leaf[] {
  const leaves: Leaf[] = [];
  const visit = (part: Tree): void => {
    if (isLeaf(part)) leaves.push(part);
    else part.children.forEach(visit);
  };
  visit(tree);
  return leaves;
}

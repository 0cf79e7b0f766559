import { isLeaf, type Leaf, type Tree } from "./tree.ts";

/** A tree as what scores compare: its words, and the span of words that each phrase covers. */
export interface Bracketing {
  readonly leaves: readonly Leaf[];
  /** Words start … end − 1, counted from 0; outer phrases before inner ones. */
  readonly phrases: readonly { readonly label: string; readonly start: number; readonly end: number }[];
}

export function bracketing(tree: Tree): Bracketing {
  const leaves: Leaf[] = [];
  const phrases: { label: string; start: number; end: number }[] = [];
  const visit = (part: Tree): void => {
    if (isLeaf(part)) {
      leaves.push(part);
      return;
    }
    const phrase = { label: part.label, start: leaves.length, end: 0 };
    phrases.push(phrase);
    part.children.forEach(visit);
    phrase.end = leaves.length;
  };
  visit(tree);
  return { leaves, phrases };
}

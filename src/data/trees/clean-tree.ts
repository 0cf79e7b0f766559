import { isLeaf, type Phrase, type Tree } from "./tree.ts";

/**
 * A tree as parsers learn it: without traces (words tagged -NONE-) and phrases that hold nothing else, and without
 * function tags and indices, so that NP-SBJ-1 and NP=2 become NP. Parts of speech stay as they are, -LRB- and PRP$ too.
 * Null where nothing but traces was there.
 */
export function cleanTree(tree: Phrase): Phrase | null {
  const cleaned = clean(tree);
  return cleaned === null || isLeaf(cleaned) ? null : cleaned;
}

function clean(tree: Tree): Tree | null {
  if (isLeaf(tree)) return tree.tag === "-NONE-" ? null : tree;
  const children = tree.children.flatMap((child) => clean(child) ?? []);
  return children.length === 0 ? null : { label: category(tree.label), children };
}

/** A label up to its first - or =, unless it starts with it. */
function category(label: string): string {
  return /^.[^-=]*/su.exec(label)?.[0] ?? label;
}

import { isLeaf, type Tree } from "./tree.ts";

/**
 * A tree in Penn's brackets on one line: "(S (NP (PRP it)) (VP (VBZ rains)) (. .))". Brackets in words are written as
 * -LRB- and -RRB-, as in the treebank, so that readTrees reads every line again.
 */
export function printTree(tree: Tree): string {
  return isLeaf(tree) ? leaf(tree.tag, tree.word) : `(${tree.label} ${tree.children.map(printTree).join(" ")})`;
}

/** The same over several lines, two spaces deeper for each phrase; a phrase of words alone takes one line. */
export function printIndentedTree(tree: Tree, indent = ""): string {
  if (isLeaf(tree) || tree.children.every(isLeaf)) return `${indent}${printTree(tree)}`;
  const children = tree.children.map((child) => printIndentedTree(child, `${indent}  `));
  return `${indent}(${tree.label}\n${children.join("\n")})`;
}

function leaf(tag: string, word: string): string {
  return `(${tag} ${word.replaceAll("(", "-LRB-").replaceAll(")", "-RRB-")})`;
}

import { checkOptions } from "../../tensor/options.ts";
import { anyTag, isLeaf, type Tree } from "./tree.ts";

/** Which parts of speech are written as they are; all others become XX. */
export type TagsShown = "all" | "punctuation" | "none";

export const tagsShown: readonly TagsShown[] = ["all", "punctuation", "none"];

export interface LineariseOptions {
  /**
   * "none": every word is XX, which gave Vinyals et al. about one more point of F1. "punctuation": `` '' : , . are
   * kept, which bracket scores leave out. "all": none is changed. Default: "none".
   */
  readonly tags?: TagsShown;
}

/** Parts of speech of punctuation in the Penn Treebank that bracket scores do not count. */
const punctuation = new Set(["``", "''", ":", ",", "."]);

/**
 * A tree as a sequence of tokens, from left to right: "(S" and ")S" around a phrase, and the part of speech for each
 * word, whose text is left out (Vinyals et al. 2015, "Grammar as a Foreign Language", section 2.2): (S (NP XX )NP (VP
 * XX (NP XX XX )NP )VP XX )S. The inverse is `treeFromTokens`.
 */
export function linearise(tree: Tree, options: LineariseOptions = {}): readonly string[] {
  checkOptions("linearise", options, { tags: true });
  const { tags = "none" } = options;
  if (!tagsShown.includes(tags))
    throw new RangeError(`linearise: tags must be one of ${tagsShown.join(", ")}, got ${tags}`);
  const tokens: string[] = [];
  const visit = (part: Tree): void => {
    if (isLeaf(part)) {
      const shown = tags === "all" || (tags === "punctuation" && punctuation.has(part.tag));
      tokens.push(shown ? part.tag : anyTag);
      return;
    }
    tokens.push(`(${part.label}`);
    part.children.forEach(visit);
    tokens.push(`)${part.label}`);
  };
  visit(tree);
  return tokens;
}

import { checkOptions } from "../../tensor/options.ts";
import { treeBuilder, type Repairs } from "./tree-builder.ts";
import type { Phrase } from "./tree.ts";

export interface TreeFromTokensOptions {
  /** Parts of speech of the words, where they are known. Default: the tokens that stand for the words. */
  readonly tags?: readonly string[];
  /** Label of the root where the tokens give none. Default: "S". */
  readonly root?: string;
}

export interface TreeFromTokens {
  readonly tree: Phrase;
  readonly repairs: Readonly<Repairs>;
  /** Whether the tokens are exactly a tree over these words, and nothing was mended. */
  readonly wellFormed: boolean;
}

/**
 * A tree over exactly the given words, from tokens as `linearise` writes them and a network may get them wrong. No
 * tokens are refused:
 *
 * - a closing takes the innermost open phrase of its label, and those within it are closed too; where there is none,
 *   the innermost is closed under the label it was opened with;
 * - the root stays open to the end, so that there is one tree;
 * - tokens for more words than there are count for nothing; words that are left over go into the phrase that is open at
 *   the end;
 * - phrases without a word are left out.
 *
 * Throws a RangeError for no words, words that are empty or hold white space, and tags for another number of words.
 */
export function treeFromTokens(
  tokens: readonly string[],
  words: readonly string[],
  options: TreeFromTokensOptions = {},
): TreeFromTokens {
  checkOptions("treeFromTokens", options, { tags: true, root: true });
  const { tags, root = "S" } = options;
  if (words.length === 0) throw new RangeError("a tree needs at least one word, got none");
  const odd = words.find((word) => word === "" || /\s/u.test(word));
  if (odd !== undefined) throw new RangeError(`a word is not empty and has no white space, got ${JSON.stringify(odd)}`);
  if (tags !== undefined && tags.length !== words.length)
    throw new RangeError(`expected a part of speech for each of ${words.length} words, got ${tags.length}`);
  const builder = treeBuilder(words, tags ?? null, root);
  for (const token of tokens) {
    const [, bracket, name] = /^([()]?)([^\s()]+)$/u.exec(token) ?? [];
    if (name === undefined) builder.ignore();
    else if (bracket === "(") builder.open(name);
    else if (bracket === ")") builder.close(name);
    else builder.word(name);
  }
  const { tree, repairs } = builder.finish();
  return { tree, repairs, wellFormed: Object.values(repairs).every((count) => count === 0) };
}

import type { AddedToken } from "./added-tokens.ts";
import type { Merge } from "./learn-merges.ts";
import type { NormalizeStep } from "./normalize.ts";
import type { SplitStep } from "./split-words.ts";

/** All that a byte-pair encoding is made of: what a `tokenizer.json` file says, and no more. */
export interface BytePairData {
  /** The text of each token by its id. */
  readonly tokens: readonly string[];
  /** In the order in which they were learnt. */
  readonly merges: readonly Merge[];
  readonly added: readonly AddedToken[];
  /**
   * What words are made of before anything is merged. "bytes": the bytes of UTF-8, written as GPT-2 does. "characters":
   * code points.
   */
  readonly alphabet: "bytes" | "characters";
  /** A character that is no token becomes the tokens <0x00> … <0xFF> of its bytes, if those are there. */
  readonly byteFallback: boolean;
  /** The token for what no other token stands for; null: such things vanish. */
  readonly unknown: string | null;
  /** Unknown things in a row become one token. */
  readonly fuseUnknown: boolean;
  /** A word that is a token as a whole is not put together by merges. */
  readonly wholeWordsFirst: boolean;
  readonly normalize: readonly NormalizeStep[];
  readonly split: readonly SplitStep[];
  /** The character that tokens of characters have for a space. */
  readonly space: string;
  /** So many spaces are taken off the start of a decoded text. */
  readonly spacesToStrip: number;
}

/** What every encoding learnt here begins with. */
export const paddingToken = { id: 0, text: "<pad>" } as const;
export const beginToken = { id: 1, text: "<s>" } as const;
export const endToken = { id: 2, text: "</s>" } as const;

export function specialToken(id: number, text: string): AddedToken {
  return { id, text, special: true, normalized: false, takesSpaceBefore: false, takesSpaceAfter: false };
}

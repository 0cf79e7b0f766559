import { grown } from "./grown.ts";

/** Lists of token indices, of different lengths, in one stretch of memory. */
export interface TokenLists {
  /** All lists, one after another. */
  readonly tokens: Int32Array;
  /** [lists + 1]; list number i is tokens[offsets[i] … offsets[i + 1] − 1]. */
  readonly offsets: Int32Array;
}

/**
 * Puts lists one after another; they may come from a generator, so that no more than one exists at a time:
 *   tokenLists(texts.map((text) => vocabulary.encode(text)))
 */
export function tokenLists(lists: Iterable<ArrayLike<number>>): TokenLists {
  let tokens = new Int32Array(1024);
  let offsets = new Int32Array(64);
  let [count, end] = [0, 0];
  for (const list of lists) {
    tokens = grown(tokens, end + list.length);
    tokens.set(list, end);
    end += list.length;
    offsets = grown(offsets, count + 2);
    offsets[++count] = end;
  }
  return { tokens: tokens.slice(0, end), offsets: offsets.slice(0, count + 1) };
}

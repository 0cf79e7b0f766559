import { checkIntegers } from "../../tensor/nested.ts";
import { grown } from "./grown.ts";

/** Lists of token indices, of different lengths, in one block of memory. */
export interface TokenLists {
  /** All lists, one after another. */
  readonly tokens: Int32Array;
  /** [lists + 1]; list number i is tokens[offsets[i] … offsets[i + 1] − 1]. */
  readonly offsets: Int32Array;
}

/**
 * Puts lists of token indices one after another; they may come from a generator, so that no more than one exists at a
 * time:
 *   tokenLists(texts.map((text) => vocabulary.encode(text)))
 */
export function tokenLists(lists: Iterable<ArrayLike<number>>): TokenLists {
  let tokens = new Int32Array(1024);
  let offsets = new Int32Array(64);
  let [count, end] = [0, 0];
  for (const list of lists) {
    checkIntegers(`tokenLists: list ${count}`, list, [list.length]);
    tokens = grown(tokens, end + list.length);
    tokens.set(list, end);
    end += list.length;
    offsets = grown(offsets, count + 2);
    offsets[++count] = end;
  }
  return { tokens: tokens.slice(0, end), offsets: offsets.slice(0, count + 1) };
}

/**
 * How many lists there are. Throws a RangeError that begins with `name` when there are none, or when offsets do not fit
 * the tokens.
 */
export function listCount(name: string, { tokens, offsets }: TokenLists): number {
  const broken = offsets.findIndex((offset, i) => (i === 0 ? offset !== 0 : offset < offsets[i - 1]));
  if (offsets.length < 2 || broken >= 0 || offsets[offsets.length - 1] !== tokens.length) {
    const what =
      broken >= 0
        ? `offset ${offsets[broken]} at ${broken}`
        : `${offsets.length} offsets for ${tokens.length} tokens, the last one ${offsets.at(-1)}`;
    throw new RangeError(
      `${name} must hold at least one list, with offsets that rise from 0 to the number of tokens, got ${what}; ` +
        "help: tokenLists makes them",
    );
  }
  return offsets.length - 1;
}

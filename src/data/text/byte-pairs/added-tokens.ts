import { escaped } from "./text-pattern.ts";

/**
 * A token that was not learnt: it stands for a text as a whole, or, if special, for something that is no text, such as
 * an end.
 */
export interface AddedToken {
  readonly id: number;
  readonly text: string;
  readonly special: boolean;
  /** Looked for in the normalized text rather than in the text as it came. */
  readonly normalized: boolean;
  /** White space before or after it belongs to it. */
  readonly takesSpaceBefore: boolean;
  readonly takesSpaceAfter: boolean;
}

/** A piece of a text, or the id of a token that was found between pieces. */
export type Piece = string | number;

/** A function that finds added tokens, of several at one place the longest. */
export function tokenFinder(
  tokens: readonly { readonly added: AddedToken; readonly text: string }[],
): (text: string) => readonly Piece[] {
  if (tokens.length === 0) return (text) => (text === "" ? [] : [text]);
  const longestFirst = tokens.filter(({ text }) => text !== "").toSorted((a, b) => b.text.length - a.text.length);
  // A run of spaces is looked at once, from its start.
  const before = "(?:(?<!\\p{White_Space})\\p{White_Space}+)?";
  const after = "\\p{White_Space}*";
  const source = longestFirst.map(
    ({ text, added }) =>
      `${added.takesSpaceBefore ? before : ""}(${escaped(text)})${added.takesSpaceAfter ? after : ""}`,
  );
  const pattern = new RegExp(source.join("|"), "gu");
  return (text) => {
    const pieces: Piece[] = [];
    let end = 0;
    for (const match of text.matchAll(pattern)) {
      if (match.index > end) pieces.push(text.slice(end, match.index));
      const which = match.findIndex((group, i) => i > 0 && group !== undefined) - 1;
      pieces.push(longestFirst[which].added.id);
      end = match.index + match[0].length;
    }
    if (end < text.length) pieces.push(text.slice(end));
    return pieces;
  };
}

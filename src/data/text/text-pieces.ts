import { spaced, wordsOf, type StandardizeOptions } from "./standardize.ts";

/** What stands in a text between white space. */
export interface TextPiece {
  /** As it is written. */
  readonly text: string;
  /**
   * The words that it holds once standardized: one, none where it is punctuation alone, several where punctuation parts
   * words.
   */
  readonly words: readonly string[];
}

/**
 * A text cut at its white space (and its HTML line breaks, unless they are kept), with the words of each piece: to show
 * a text as it was written beside what a model reads of it. The words of all pieces are those that wordsOf gives for
 * the whole.
 */
export function textPieces(text: string, options: StandardizeOptions = {}): readonly TextPiece[] {
  const parted = options.lineBreaks === "keep" ? text : text.replace(/<br\s*\/?>/gi, " ");
  return spaced(parted, options).map((piece) => ({ text: piece, words: wordsOf(piece, options) }));
}

import { textPieces } from "../../data/text/text-pieces.ts";
import { unknownIndex } from "../../data/text/vocabulary.ts";
import { paddingOf } from "../classify/prepare.ts";
import { bodyOf, type NetworkName } from "../classify/candidates.ts";
import type { Manifest, SavedEncoder } from "../classify/save.ts";
import { OptionError } from "../option-error.ts";

/** One thing that a classifier reads of a text: a word at its place, or an n-gram of a bag. */
export interface ReadToken {
  readonly index: number;
  readonly name: string;
  /** Its number among the words of the text, from 1; null for an n-gram. */
  readonly place: number | null;
  readonly known: boolean;
  /** Places (from 0, among all words) where it stands, each with the words that it takes. */
  readonly stands: readonly { readonly at: number; readonly words: number }[];
}

/** A text as a classifier reads it. */
export interface ReadText {
  readonly pieces: ReturnType<typeof textPieces>;
  /** What the model gets, in its order, without padding. */
  readonly tokens: readonly ReadToken[];
  /** How many words in front are not read. */
  readonly unread: number;
  /** The length that lists are padded to, or null where padding is skipped and lists have any length. */
  readonly length: number | null;
  readonly isBag: boolean;
}

/** Finds what a model reads of a text. Throws an OptionError when that is nothing. */
export function readText(
  text: string,
  { model, encoder }: { readonly model: NetworkName; readonly encoder: SavedEncoder },
  { preset, length: most }: Manifest,
): ReadText {
  if (text.trim() === "") throw new OptionError("there is no text to explain; help: write it behind --text");
  const { standardize, lineBreaks } = encoder;
  const pieces = textPieces(text, { standardize, lineBreaks });
  const words = pieces.flatMap((piece) => piece.words);
  if (words.length === 0) {
    throw new OptionError(`there are no words in "${text.slice(0, 60)}"; help: give a text with letters or digits`);
  }
  const { reads, ngrams } = bodyOf(model);
  const isBag = reads === "bag";
  const indices = encoder.encode(text);
  if (isBag) {
    if (indices.length === 0) {
      throw new OptionError(
        "the model knows none of the words of this text; help: give a text like those it was trained on",
      );
    }
    return {
      pieces,
      tokens: Array.from(indices, (index) => ngram(index, encoder, words, ngrams === "characters")),
      unread: 0,
      length: null,
      isBag,
    };
  }
  const unread = Math.max(0, words.length - most);
  const tokens = words.slice(unread).map((name, i): ReadToken => {
    const at = unread + i;
    const index = indices[at];
    return { index, name, place: at + 1, known: index !== unknownIndex, stands: [{ at, words: 1 }] };
  });
  return { pieces, tokens, unread, length: paddingOf(model, preset, most).length === "maxlen" ? most : null, isBag };
}

function ngram(index: number, encoder: SavedEncoder, words: readonly string[], ofCharacters: boolean): ReadToken {
  const name = encoder.decode([index]);
  if (ofCharacters) {
    const stands = words.flatMap((word, at) => (` ${word} `.includes(name) ? [{ at, words: 1 }] : []));
    return { index, name: name.replaceAll(" ", "␣"), place: null, known: true, stands };
  }
  const parts = name.split(" ");
  const stands = words.flatMap((_, at) =>
    parts.every((part, k) => words[at + k] === part) ? [{ at, words: parts.length }] : [],
  );
  return { index, name, place: null, known: true, stands };
}

/**
 * What each word of a text adds when each token adds so much: an n-gram's share goes to the words at all its places
 * alike.
 */
export function perWord(tokens: readonly ReadToken[], values: ArrayLike<number>, words: number): Float64Array {
  const sums = new Float64Array(words);
  tokens.forEach(({ stands }, i) => {
    const parts = stands.reduce((sum, { words: count }) => sum + count, 0);
    for (const { at, words: count } of stands) for (let k = 0; k < count; k++) sums[at + k] += values[i] / parts;
  });
  return sums;
}

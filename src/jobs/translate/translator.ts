import type { BytePairEncoding } from "../../data/text/byte-pairs/byte-pair-encoding.ts";
import { decodeSources, withEnd } from "../sequences/decode-sources.ts";
import type { EncoderDecoder } from "../sequences/encoder-decoder.ts";

export interface TranslationOptions {
  /** Hypotheses that are followed at once; 1 is greedy decoding. Default: 4. */
  readonly beam?: number;
  /** α of the length penalty. Default: 0.6. */
  readonly alpha?: number;
  /** Translations of each sentence, at most `beam`. Default: 1. */
  readonly nBest?: number;
  readonly signal?: AbortSignal;
}

/** One translation of a sentence. */
export interface Translation {
  readonly text: string;
  /** Its pieces, as the tokenizer has them, without those that begin and end it. */
  readonly tokens: Int32Array;
  /** Logarithm of its probability over the length penalty; of greedy decoding, the logarithm alone. */
  readonly score: number;
}

const empty = new Int32Array(0);
/** What an empty sentence becomes. */
const nothing: Translation = { text: "", tokens: empty, score: 0 };
/** Tokens of a sentence, and characters before it is cut into tokens, that are translated. */
export const longestSource = { tokens: 1000, characters: 20_000 };
/** Tokens that a translation may have more than its source, as in the paper. */
const longerBy = 50;

/**
 * A function that translates sentences, each by itself: what it gives for one does not depend on the others. An empty
 * sentence gives an empty translation, one longer than `longestSource` gives none. Sentences of like lengths are
 * decoded together.
 */
export function translator(
  model: EncoderDecoder,
  tokenizer: BytePairEncoding,
): (sentences: readonly string[], options?: TranslationOptions) => Promise<readonly (readonly Translation[])[]> {
  const { begin, end } = specialTokens(tokenizer);
  return async (sentences, { beam = 4, alpha = 0.6, nBest = 1, signal } = {}) => {
    const tooLong = new Set<number>();
    const sources = sentences.map((text, i) => {
      const tokens = text.length > longestSource.characters ? null : tokenizer.encode(text);
      if (tokens === null || tokens.length > longestSource.tokens) tooLong.add(i);
      return tokens === null || tooLong.has(i) || tokens.length === 0 ? empty : withEnd(tokens, end);
    });
    const hypotheses = await decodeSources(model, sources, { begin, end, longerBy }, { beam, alpha, nBest, signal });
    return hypotheses.map((list, i) =>
      sources[i].length === 0
        ? tooLong.has(i)
          ? []
          : [nothing]
        : list.map(({ tokens, score }) => ({ text: tokenizer.decode(tokens), tokens, score })),
    );
  };
}

/** The ids of the tokens that begin and end a sentence. */
export function specialTokens(tokenizer: BytePairEncoding): { readonly begin: number; readonly end: number } {
  const [begin, end] = ["<s>", "</s>"].map((token) => tokenizer.idOf(token));
  if (begin === undefined || end === undefined)
    throw new RangeError("a tokenizer for translation has the tokens <s> and </s>, this one has not");
  return { begin, end };
}

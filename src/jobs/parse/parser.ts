import { end, begin, type ParseVocabulary } from "../../data/trees/parse-vocabulary.ts";
import { treeFromTokens } from "../../data/trees/tree-from-tokens.ts";
import type { Phrase } from "../../data/trees/tree.ts";
import { decodeSources, withEnd } from "../sequences/decode-sources.ts";
import type { EncoderDecoder } from "../sequences/encoder-decoder.ts";
import { bracketRules } from "./bracket-rules.ts";

export interface ParserOptions {
  /** Hypotheses that are followed at once; 1 is greedy decoding. Default: 21. */
  readonly beam?: number;
  /** α of the length penalty. Default: 0.3. */
  readonly alpha?: number;
  readonly signal?: AbortSignal | undefined;
}

/** The tree of a sentence. */
export interface ParsedSentence {
  /** Over exactly the sentence's words. */
  readonly tree: Phrase;
  /** Whether nothing had to be mended. */
  readonly wellFormed: boolean;
}

/** Words of a sentence that is parsed, and characters of a line before it is parted into words. */
export const longestSentence = { words: 500, characters: 20_000 };
/** Tokens that a tree may have more than its sentence, as in the paper. */
const longerBy = 300;

/**
 * A function that parses sentences, given as lists of words, each by itself. Every sentence of one word or more gets a
 * tree over exactly its words; one without words or with more than `longestSentence` gets null. Decoding writes only
 * what can become such a tree; what it did not bring to an end is mended, see treeFromTokens.
 */
export function parser(
  model: EncoderDecoder,
  vocabulary: ParseVocabulary,
  { lookahead }: { readonly lookahead: boolean },
): (sentences: readonly (readonly string[])[], options?: ParserOptions) => Promise<readonly (ParsedSentence | null)[]> {
  return async (sentences, { beam = 21, alpha = 0.3, signal } = {}) => {
    const words = sentences.map((sentence) =>
      sentence.length > longestSentence.words ? new Int32Array(0) : vocabulary.sentence(sentence),
    );
    const sources = words.map((tokens) => (tokens.length === 0 ? tokens : withEnd(tokens, end)));
    const constrain = bracketRules(vocabulary, { sentences: words, lookahead });
    const hypotheses = await decodeSources(
      model,
      sources,
      { begin, end, longerBy, constrain },
      { beam, alpha, signal },
    );
    return hypotheses.map((list, i) => {
      if (words[i].length === 0) return null;
      const symbols = Array.from(list[0]?.tokens ?? [], (token) => vocabulary.symbol(token) ?? "");
      const { tree, wellFormed } = treeFromTokens(symbols, sentences[i]);
      return { tree, wellFormed };
    });
  };
}

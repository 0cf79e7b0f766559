import type { BytePairEncoding } from "../../data/text/byte-pairs/byte-pair-encoding.ts";
import { beamSearch, type Hypothesis } from "../../decoding/beam-search.ts";
import { greedy } from "../../decoding/greedy.ts";
import { intTensor } from "../../tensor/tensor.ts";
import { scope } from "../../tensor/memory.ts";
import { breather } from "../../training/breathe.ts";
import { decodeWith, type EncoderDecoder } from "./encoder-decoder.ts";
import { padding } from "./validate.ts";

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

/** What an empty sentence becomes. */
const nothing: Translation = { text: "", tokens: new Int32Array(0), score: 0 };
/** Tokens of sources, padding included, times hypotheses, that are decoded together. */
const tokensTogether = 8192;
/** Tokens that a translation may have more than its source, as in the paper. */
const longerBy = 50;

/**
 * A function that translates sentences, each by itself: what it gives for one does not depend on the others. An empty sentence gives an empty
 * translation. Sentences of like lengths are decoded together.
 */
export function translator(
  model: EncoderDecoder,
  tokenizer: BytePairEncoding,
): (sentences: readonly string[], options?: TranslationOptions) => Promise<readonly (readonly Translation[])[]> {
  const { begin, end } = specialTokens(tokenizer);
  return async (sentences, { beam = 4, alpha = 0.6, nBest = 1, signal } = {}) => {
    const sources = sentences.map((text) => Int32Array.of(...tokenizer.encode(text), end));
    const results: (readonly Translation[])[] = sentences.map(() => [nothing]);
    const breathe = breather();
    for (const group of groupsOf(sources, beam)) {
      signal?.throwIfAborted();
      const longest = Math.max(...group.map((i) => sources[i].length));
      const padded = new Int32Array(group.length * longest);
      group.forEach((i, row) => padded.set(sources[i], row * longest));
      const rules = { end, maxLength: group.map((i) => sources[i].length + longerBy), forbidden: [padding, begin] };
      const found = scope(() =>
        decodeWith(
          model,
          intTensor(padded, [group.length, longest]),
          (decoder, state): readonly (readonly Hypothesis[])[] => {
            const start = { state, tokens: new Int32Array(group.length).fill(begin) };
            return beam === 1
              ? greedy(decoder, start, rules).map((one) => [{ ...one, score: one.logProbability }])
              : beamSearch(decoder, start, { ...rules, beam, alpha, nBest });
          },
        ),
      );
      group.forEach((i, row) => {
        results[i] = found[row].map(({ tokens, score }) => ({ text: tokenizer.decode(tokens), tokens, score }));
      });
      await breathe();
    }
    return results;
  };
}

/** Sentences that are not empty, shortest first, as many at once as memory for their tokens allows. */
function* groupsOf(sources: readonly Int32Array[], beam: number): Generator<readonly number[]> {
  const order = [...sources.keys()]
    .filter((i) => sources[i].length > 1)
    .toSorted((a, b) => sources[a].length - sources[b].length);
  let group: number[] = [];
  for (const i of order) {
    if (group.length > 0 && (group.length + 1) * sources[i].length * beam > tokensTogether) {
      yield group;
      group = [];
    }
    group.push(i);
  }
  if (group.length > 0) yield group;
}

/** The ids of the tokens that begin and end a sentence. */
export function specialTokens(tokenizer: BytePairEncoding): { readonly begin: number; readonly end: number } {
  const [begin, end] = ["<s>", "</s>"].map((token) => tokenizer.idOf(token));
  if (begin === undefined || end === undefined)
    throw new RangeError("a tokenizer for translation has the tokens <s> and </s>, this one has not");
  return { begin, end };
}

import { beamSearch, type Hypothesis } from "../../decoding/beam-search.ts";
import { greedy } from "../../decoding/greedy.ts";
import type { StepDecoder } from "../../decoding/step-decoder.ts";
import { scope } from "../../tensor/memory.ts";
import { intTensor } from "../../tensor/tensor.ts";
import { createYielder } from "../../training/event-loop.ts";
import { decodeWith, type EncoderDecoder } from "./encoder-decoder.ts";
import { padding } from "./token-losses.ts";

export interface SearchOptions {
  /** Hypotheses that are followed at once; 1 is greedy decoding. */
  readonly beam: number;
  /** α of the length penalty. */
  readonly alpha: number;
  /** Results of each source, at most `beam`. Default: 1. */
  readonly nBest?: number;
  readonly signal?: AbortSignal | undefined;
}

/** What sequences that are written look like. */
export interface SequenceRules {
  /** The tokens that begin and end a sequence. */
  readonly begin: number;
  readonly end: number;
  /** Tokens that a target may have more than its source, its end counted. */
  readonly longerBy: number;
  /** Puts rules of grammar around a decoder, for sources by their numbers. Default: none. */
  readonly constrain?: Constrain;
}

/** A decoder that allows less, with the state of its own that it begins with; row i of the state is of sources[i]. */
export type Constrain = <State, Result>(
  decoder: StepDecoder<State>,
  state: State,
  sources: readonly number[],
  decode: <Inner>(decoder: StepDecoder<Inner>, state: Inner) => Result,
) => Result;

/** Tokens of sources, padding included, times hypotheses, that are decoded together. */
const tokensTogether = 8192;

/**
 * What a model writes for sources, each by itself: what it gives for one does not depend on the others. A source is
 * what the model reads, its end included; there is nothing for a source without tokens. Sources of like lengths are
 * decoded together. The score of greedy decoding is the log-probability.
 */
export async function decodeSources(
  model: EncoderDecoder,
  sources: readonly Int32Array[],
  { begin, end, longerBy, constrain = unconstrained }: SequenceRules,
  { beam, alpha, nBest = 1, signal }: SearchOptions,
): Promise<readonly (readonly Hypothesis[])[]> {
  const results: (readonly Hypothesis[])[] = sources.map(() => []);
  const yieldToEventLoop = createYielder();
  for (const group of groupsOf(sources, beam)) {
    signal?.throwIfAborted();
    const longest = Math.max(...group.map((i) => sources[i].length));
    const padded = new Int32Array(group.length * longest);
    group.forEach((i, row) => padded.set(sources[i], row * longest));
    const rules = { end, maxLength: group.map((i) => sources[i].length + longerBy), forbidden: [padding, begin] };
    const found = scope(() =>
      decodeWith(model, intTensor(padded, [group.length, longest]), (plain, first) =>
        constrain(plain, first, group, (decoder, state): readonly (readonly Hypothesis[])[] => {
          const start = { state, tokens: new Int32Array(group.length).fill(begin) };
          return beam === 1
            ? greedy(decoder, start, rules).map((one) => [{ ...one, score: one.logProbability }])
            : beamSearch(decoder, start, { ...rules, beam, alpha, nBest });
        }),
      ),
    );
    group.forEach((i, row) => (results[i] = found[row]));
    await yieldToEventLoop();
  }
  return results;
}

/** Tokens with the end after them. */
export function withEnd(tokens: Int32Array, end: number): Int32Array {
  const ended = new Int32Array(tokens.length + 1);
  ended.set(tokens);
  ended[tokens.length] = end;
  return ended;
}

const unconstrained: Constrain = (decoder, state, _, decode) => decode(decoder, state);

/** Sources that are not empty, shortest first, as many at once as memory for their tokens allows. */
function* groupsOf(sources: readonly Int32Array[], beam: number): Generator<readonly number[]> {
  const order = [...sources.keys()]
    .filter((i) => sources[i].length > 0)
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

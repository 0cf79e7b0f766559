import type { StepDecoder } from "../src/decoding/step-decoder.ts";
import { fold, normal, randomKey } from "../src/tensor/random.ts";
import { tensor } from "../src/tensor/tensor.ts";

/** For each row the number of its source and the tokens fed so far. */
export type Prefixes = readonly (readonly number[])[];

/** A decoder whose logits are random numbers that depend on the source and on every token before, the same in every call. */
export function tableDecoder(
  vocabulary: number,
  seed: number,
  spread = 1.5,
): StepDecoder<Prefixes> & {
  logits(prefix: readonly number[]): readonly number[];
} {
  const logits = (prefix: readonly number[]): readonly number[] => {
    const key = prefix.reduce((before, token) => fold(before, token), randomKey(seed));
    return Array.from(normal(key, vocabulary), (value) => Math.fround(spread * value));
  };
  return {
    vocabulary,
    logits,
    step(tokens, state) {
      if (tokens.length !== state.length) throw new Error(`${tokens.length} tokens for ${state.length} rows`);
      const next = state.map((prefix, i) => [...prefix, tokens[i]]);
      return { logits: tensor(next.map((prefix) => [...logits(prefix)])), state: next };
    },
    select: (state, rows) => Array.from(rows, (row) => state[row]),
  };
}

/** The state before the first step: a row for each source. */
export function firstPrefixes(sources: number, from = 0): Prefixes {
  return Array.from({ length: sources }, (_, source) => [from + source]);
}

/** log softmax in double precision. */
export function logProbabilities(logits: readonly number[]): readonly number[] {
  const most = Math.max(...logits);
  const total = Math.log(logits.reduce((sum, value) => sum + Math.exp(value - most), 0));
  return logits.map((value) => value - most - total);
}

import { scope } from "../tensor/memory.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { checkTokens, lengthsOf, type Hypothesis, type Limits } from "./hypothesis.ts";
import type { StepDecoder } from "./step-decoder.ts";

export type FollowOptions = Limits;

/** The next token of every row, with the logarithms of their probabilities. */
export interface Chosen {
  readonly tokens: Int32Array;
  readonly logProbabilities: Float64Array;
}

/**
 * One sequence for each source, token by token: choose gets the logits [rows, vocabulary] of the sources that have not ended, which are those sources, at a step that
 * counts from 0.
 */
export function followed<State>(
  who: string,
  decoder: StepDecoder<State>,
  state: State,
  sources: number,
  options: FollowOptions,
  choose: (logits: Tensor, active: Int32Array, step: number) => Chosen,
): readonly Hypothesis[] {
  checkTokens(who, options, decoder.vocabulary);
  const longest = lengthsOf(who, options, sources);
  const made = Array.from({ length: sources }, () => ({ tokens: [] as number[], sum: 0, ended: false }));
  let active = Int32Array.from({ length: sources }, (_, i) => i);
  let last = new Int32Array(sources).fill(options.begin);
  let current = state;
  let rows: Int32Array | null = null;
  for (let step = 0; active.length > 0; step++) {
    const before = current;
    const moved = scope(() => {
      const selected = rows === null ? before : decoder.select(before, rows);
      const stepped = decoder.step(last, selected);
      return { state: stepped.state, ...choose(stepped.logits, active, step) };
    });
    current = moved.state;
    const going: number[] = [];
    active.forEach((source, row) => {
      const one = made[source];
      one.sum += moved.logProbabilities[row];
      if (moved.tokens[row] === options.end) one.ended = true;
      else {
        one.tokens.push(moved.tokens[row]);
        if (one.tokens.length < longest[source]) going.push(row);
      }
    });
    rows = going.length === active.length ? null : Int32Array.from(going);
    active = Int32Array.from(going, (row) => active[row]);
    last = Int32Array.from(going, (row) => moved.tokens[row]);
  }
  return made.map(({ tokens, sum, ended }) => ({
    tokens: Int32Array.from(tokens),
    logProbability: sum,
    score: sum,
    ended,
  }));
}

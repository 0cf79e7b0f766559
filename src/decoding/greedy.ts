import { topLogProbabilities } from "../ops/top-log-probabilities.ts";
import { followed, type FollowOptions } from "./follow.ts";
import type { Hypothesis } from "./hypothesis.ts";
import type { StepDecoder } from "./step-decoder.ts";

/**
 * The most probable token at every step, for many sources at once: `state` has a row for each. Of equally probable tokens the smaller. A sequence that has come to its
 * end leaves the batch.
 */
export function greedy<State>(
  decoder: StepDecoder<State>,
  state: State,
  sources: number,
  options: FollowOptions,
): readonly Hypothesis[] {
  return followed("greedy", decoder, state, sources, options, (logits) => {
    const { values, positions } = topLogProbabilities(logits, 1);
    return { tokens: Int32Array.from(positions.toArray()), logProbabilities: Float64Array.from(values.toArray()) };
  });
}

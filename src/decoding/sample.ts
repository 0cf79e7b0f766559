import { fold, randomKey, uniform } from "../tensor/random.ts";
import { followed, type FollowOptions } from "./follow.ts";
import type { Hypothesis } from "./hypothesis.ts";
import type { StepDecoder } from "./step-decoder.ts";

export interface SampleOptions extends FollowOptions {
  /** What logits are divided by, above 0: below 1 the probable becomes more probable. Default: 1. */
  readonly temperature?: number;
  /** Draw from the so many most probable tokens only. Default: from all. */
  readonly topK?: number;
  /** Draw from the fewest most probable tokens that together have this probability, above 0 (nucleus; Holtzman et al. 2020, arXiv:1904.09751). Default: 1, all. */
  readonly topP?: number;
  /** Default: 0. */
  readonly seed?: number;
}

/**
 * Tokens drawn at random by their probabilities, for many sources at once: `state` has a row for each. What is drawn for a source depends on the seed, its
 * number and the step alone. Both topK and topP: first topK, then topP of what is left. logProbability is that of the model, whatever was left out.
 */
export function sample<State>(
  decoder: StepDecoder<State>,
  state: State,
  sources: number,
  options: SampleOptions,
): readonly Hypothesis[] {
  const { temperature = 1, topK = decoder.vocabulary, topP = 1, seed = 0 } = options;
  if (!(temperature > 0)) throw new RangeError(`sample: temperature must be above 0, got ${temperature}`);
  if (!Number.isSafeInteger(topK) || topK < 1)
    throw new RangeError(`sample: topK must be a whole number from 1, got ${topK}`);
  if (!(topP > 0 && topP <= 1)) throw new RangeError(`sample: topP must be above 0 and at most 1, got ${topP}`);
  const key = fold(randomKey(seed), "sampling");
  return followed("sample", decoder, state, sources, options, (logits, active, step) => {
    const numbers = logits.toArray();
    const width = decoder.vocabulary;
    const tokens = new Int32Array(active.length);
    const logProbabilities = new Float64Array(active.length);
    active.forEach((source, row) => {
      const own = numbers.subarray(row * width, (row + 1) * width);
      const [draw] = uniform(fold(fold(key, source), step), 1);
      tokens[row] = drawn(own, draw, { temperature, topK, topP });
      logProbabilities[row] = own[tokens[row]] - logSumExp(own);
    });
    return { tokens, logProbabilities };
  });
}

/** The token at a place between 0 and 1 of the probabilities, most probable first. */
function drawn(
  logits: ArrayLike<number>,
  draw: number,
  { temperature, topK, topP }: Required<Pick<SampleOptions, "temperature" | "topK" | "topP">>,
): number {
  const order = Array.from({ length: logits.length }, (_, i) => i)
    .toSorted((a, b) => logits[b] - logits[a] || a - b)
    .slice(0, topK);
  const weights = order.map((i) => Math.exp((logits[i] - logits[order[0]]) / temperature));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let [count, share] = [0, 0];
  while (count < weights.length && share < topP * total) share += weights[count++];
  let left = draw * share;
  for (let k = 0; k < count; k++) {
    left -= weights[k];
    if (left < 0) return order[k];
  }
  return order[count - 1];
}

function logSumExp(numbers: ArrayLike<number>): number {
  let most = -Infinity;
  for (let i = 0; i < numbers.length; i++) most = Math.max(most, numbers[i]);
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) sum += Math.exp(numbers[i] - most);
  return most + Math.log(sum);
}

import { checkOptions } from "../tensor/options.ts";
import { scale } from "../ops/scale.ts";
import { fold, uniform, type RandomKey } from "../tensor/random.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { decodeRows, type Choice } from "./decode-rows.ts";
import { checkIntegers, type Decoded, type DecodingOptions, type DecodingStart } from "./decoding-options.ts";
import { mostProbable, type MostProbable } from "./most-probable.ts";
import type { StepDecoder } from "./step-decoder.ts";

export interface SamplingOptions extends DecodingOptions {
  /** Of the random draws: source i draws with numbers that depend on the key, i and the position alone. */
  readonly key: RandomKey;
  /** What logits are divided by: below 1 likely tokens become likelier, above 1 less so. Above 0. Default: 1. */
  readonly temperature?: number;
  /** Draw among the topK most probable tokens alone. Default: among all. */
  readonly topK?: number;
  /**
   * Draw among the most probable tokens alone, as many as it takes for their probabilities to sum to at least this
   * share, 0 < topP ≤ 1, of what topK leaves (nucleus sampling, Holtzman et al. 2020, arXiv:1904.09751). Default: 1,
   * all.
   */
  readonly topP?: number;
}

/**
 * Tokens drawn at random with the probabilities that the model gives them, one result for each source; of equal start
 * rows one gets several.
 *
 *   sample(decoder, start, { end, maxLength: 200, key: randomKey(1), temperature: 0.8, topP: 0.9 })
 *
 * logProbability is that of the distribution with temperature, before topK and topP.
 * Throws a RangeError for options that make no sense and for logits that are not finite.
 */
export function sample<State>(
  decoder: StepDecoder<State>,
  start: DecodingStart<State>,
  options: SamplingOptions,
): readonly Decoded[] {
  checkOptions("sample", options, {
    end: true,
    maxLength: true,
    forbidden: true,
    key: true,
    temperature: true,
    topK: true,
    topP: true,
  });
  const { key, temperature = 1, topK, topP = 1 } = options;
  if (!(temperature > 0 && temperature < Infinity)) {
    throw new RangeError(`sample: temperature is a number above 0, got ${temperature}; help: greedy is the limit at 0`);
  }
  if (topK !== undefined) checkIntegers("sample: topK", topK);
  if (!(topP > 0 && topP <= 1)) throw new RangeError(`sample: topP is above 0 and at most 1, got ${topP}`);
  const most = Math.min(topK ?? decoder.vocabulary, decoder.vocabulary);
  const choose = most === decoder.vocabulary && topP === 1 ? drawFromAll : drawFromBest(most, topP);
  return decodeRows("sample", decoder, start, options, (logits, sources, position) => {
    const draws = sources.map((source) => uniform(fold(fold(key, source), position), 1)[0]);
    return choose(temperature === 1 ? logits : scale(logits, 1 / temperature), draws);
  });
}

/** For each row of logits a token, given a number from 0 to below 1. */
type Draw = (logits: Tensor, draws: readonly number[]) => Choice;

/** The token at which the sum of the probabilities, largest first, passes the number drawn. */
const drawFromAll: Draw = (logits, draws) => {
  const candidates = mostProbable(logits, logits.shape[1], draws);
  return chosen(
    candidates,
    candidates.counts.map((count) => count - 1),
  );
};

/** The same among those that topK and topP leave, as if they had all the probability. */
function drawFromBest(most: number, topP: number): Draw {
  return (logits, draws) => {
    const candidates = mostProbable(
      logits,
      most,
      draws.map(() => topP),
    );
    const { k, counts, logProbabilities } = candidates;
    const ranks = draws.map((u, row) => {
      const own = Array.from({ length: counts[row] }, (_, rank) => Math.exp(logProbabilities[row * k + rank]));
      const mass = u * own.reduce((sum, p) => sum + p, 0);
      let sum = 0;
      const rank = own.findIndex((p) => (sum += p) > mass);
      return rank === -1 ? own.length - 1 : rank;
    });
    return chosen(candidates, ranks);
  };
}

/** The token of so high a rank in each row. */
function chosen({ k, tokens, logProbabilities }: MostProbable, ranks: readonly number[]): Choice {
  const places = ranks.map((rank, row) => row * k + rank);
  return {
    tokens: places.map((place) => tokens[place]),
    logProbabilities: places.map((place) => logProbabilities[place]),
  };
}

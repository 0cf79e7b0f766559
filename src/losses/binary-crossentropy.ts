import { checkOptions } from "../tensor/options.ts";
import { loss } from "../ops/loss.ts";
import type { Loss } from "./loss.ts";

export interface BinaryCrossentropyOptions {
  /**
   * The predictions are logits, of which the sigmoid is the probability; false: they are probabilities. Default:
   * false.
   */
  readonly fromLogits?: boolean;
  /** Moves targets towards ½: target · (1 − labelSmoothing) + labelSmoothing / 2. Default: 0. */
  readonly labelSmoothing?: number;
}

/**
 * Mean of −y ln p − (1 − y) ln(1 − p) for targets y of 0 and 1 and probabilities p, clipped to [10⁻⁷, 1 − 10⁻⁷].
 * fromLogits is computed without ever taking the logarithm of a rounded probability, so it keeps its gradient when the
 * model is very sure and wrong.
 */
export function binaryCrossentropy(options: BinaryCrossentropyOptions = {}): Loss {
  checkOptions("binaryCrossentropy", options, { fromLogits: true, labelSmoothing: true });
  const { fromLogits = false, labelSmoothing = 0 } = options;
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
    throw new RangeError(`binaryCrossentropy: labelSmoothing must be from 0 to 1, got ${labelSmoothing}`);
  }
  const kernel = fromLogits ? "binaryCrossentropyFromLogits" : "binaryCrossentropy";
  return {
    name: "binaryCrossentropy",
    call: (prediction, target, weights) => loss(prediction, target, weights, kernel, labelSmoothing),
  };
}

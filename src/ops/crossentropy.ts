import { checkOptions } from "../tensor/options.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { crossentropyOf, type CrossentropyOptions } from "./shared/crossentropy.ts";

/**
 * As softmaxCrossentropy, for rows of probabilities in place of logits, as Keras 3 defines it:
 *
 *   q = p / Σ p, clipped to [10⁻⁷, 1 − 10⁻⁷]         loss = −Σ T · ln q
 *
 * The gradient through a q that was clipped is 0, so a model that is sure and wrong learns nothing from it: with logits
 * it would.
 */
export function crossentropy(probabilities: Tensor, targets: Tensor, options: CrossentropyOptions = {}): Tensor {
  checkOptions("crossentropy", options, {
    weights: true,
    labelSmoothing: true,
    ignoredLabel: true,
    mayOverwrite: true,
  });
  return crossentropyOf("crossentropy", probabilities, targets, options);
}

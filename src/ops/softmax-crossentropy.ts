import { checkOptions } from "../tensor/options.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { crossentropyOf, type CrossentropyOptions } from "./shared/crossentropy.ts";

export type { CrossentropyOptions };

/**
 * The mean over rows of weight · cross-entropy between the softmax of each row of logits and its target, as shape []:
 *
 *   T = (1 − ε) · target + ε / classes         loss = Σ T · (ln Σ eˣ − x)         dx = weight / count · (softmax(x) · Σ
 *                                              T − T)
 *
 * logits [..., classes]; targets are labels, int32 [...], or the shares of all classes, floats [..., classes], such as
 * one-hot rows. count is the number of rows, without those of the ignored label; if there is none, the loss is 0. A
 * weight of 0 leaves a row out of the sum, not out of count. Softmax and logarithm are one kernel, so that no logits,
 * however large, overflow or lose the gradient. No gradient flows into targets and weights.
 * Throws a RangeError for a label that is neither a class nor ignored, and a TypeError for shapes that do not fit.
 */
export function softmaxCrossentropy(logits: Tensor, targets: Tensor, options: CrossentropyOptions = {}): Tensor {
  checkOptions("softmaxCrossentropy", options, {
    weights: true,
    labelSmoothing: true,
    ignoredLabel: true,
    mayOverwrite: true,
  });
  return crossentropyOf("softmaxCrossentropy", logits, targets, options);
}

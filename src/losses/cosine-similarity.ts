import { checkOptions, type NoOptions } from "../tensor/options.ts";
import { cosineSimilarity as op } from "../ops/cosine-similarity.ts";
import type { Loss } from "./loss.ts";

/**
 * Minus the cosine of the angle between predictions and targets along their last axis: mean over rows of −Σ p̂ · ŷ, x̂
 * = x / max(‖x‖, 10⁻⁷). −1 is the same direction, 0 a right angle, 1 the opposite. A prediction of length 0 has no
 * direction and gradient 0. Definition: Keras 3, CosineSimilarity.
 */
export function cosineSimilarity(options: NoOptions = {}): Loss {
  checkOptions("cosineSimilarity", options, {});
  return { name: "cosineSimilarity", call: (prediction, target, weights) => op(prediction, target, weights) };
}

import { kernels } from "../kernels/current.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { rowLoss } from "./shared/row-loss.ts";

/**
 * The mean over rows of weight · −Σ p̂ · ŷ, minus the cosine of the angle between a row of predictions and one of
 * targets, as shape []:
 *
 *   x̂ = x / max(‖x‖, 10⁻⁷)         dp = weight / rows · (p̂ · Σ p̂ · ŷ − ŷ) / ‖p‖
 *
 * prediction and target [..., classes], weights along the leading axes or null for ones. A prediction with ‖p‖ ≤ 10⁻⁷
 * has no direction and gradient 0. No gradient flows into target and weights.
 */
export function cosineSimilarity(prediction: Tensor, target: Tensor, weights: Tensor | null = null): Tensor {
  return rowLoss("cosineSimilarity", prediction, target, weights, (arrays) => kernels.cosineSimilarity(arrays));
}

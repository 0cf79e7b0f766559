import { checkOptions, type NoOptions } from "../tensor/options.ts";
import { loss } from "../ops/loss.ts";
import { scale } from "../ops/scale.ts";
import type { Loss } from "./loss.ts";

/**
 * How far predicted probabilities p are from those of the target y, both [..., classes]: mean over rows of Σ y ln(y /
 * p), each clipped to [10⁻⁷, 1] (Kullback & Leibler 1951). The gradient is 0 where p was clipped. Definition: Keras 3,
 * KLDivergence.
 */
export function klDivergence(options: NoOptions = {}): Loss {
  checkOptions("klDivergence", options, {});
  return {
    name: "klDivergence",
    call: (prediction, target, weights) =>
      scale(loss(prediction, target, weights, "klDivergence"), prediction.shape.at(-1) ?? 1),
  };
}

import { checkOptions, type NoOptions } from "../tensor/options.ts";
import { loss } from "../ops/loss.ts";
import type { Loss } from "./loss.ts";

/**
 * Mean of (ln(1 + prediction) − ln(1 + target))², for values from 0 that differ by orders of magnitude; what is less
 * than 10⁻⁷ counts as 10⁻⁷. Definition: Keras 3, MeanSquaredLogarithmicError.
 */
export function meanSquaredLogarithmicError(options: NoOptions = {}): Loss {
  checkOptions("meanSquaredLogarithmicError", options, {});
  return {
    name: "meanSquaredLogarithmicError",
    call: (prediction, target, weights) => loss(prediction, target, weights, "meanSquaredLogarithmicError"),
  };
}

import { checkOptions } from "../tensor/options.ts";
import { categoricalFocal } from "../ops/categorical-focal.ts";
import { checkFocus } from "./binary-focal-crossentropy.ts";
import { checkLabelSmoothing, type CategoricalCrossentropyOptions } from "./categorical-crossentropy.ts";
import type { Loss } from "./loss.ts";

export interface CategoricalFocalCrossentropyOptions extends CategoricalCrossentropyOptions {
  /** γ: how much less classes weigh that are right already. Default: 2. */
  readonly gamma?: number;
  /** α from 0 to 1: multiplies the loss. Default: 0.25. */
  readonly alpha?: number;
}

/**
 * Cross-entropy in which what is right already weighs little (Lin et al. 2017, arXiv:1708.02002): mean over rows of Σ
 * −α · (1 − p)^γ · y ln p, for targets y that are the shares of the classes; both [examples, ..., classes].
 * Probabilities are divided by their sum and clipped to [10⁻⁷, 1 − 10⁻⁷], with gradient 0 where that clips. Definition:
 * Keras 3, CategoricalFocalCrossentropy; fromLogits keeps its gradient when the model is very sure and wrong, where
 * Keras clips.
 */
export function categoricalFocalCrossentropy(options: CategoricalFocalCrossentropyOptions = {}): Loss {
  checkOptions("categoricalFocalCrossentropy", options, {
    fromLogits: true,
    labelSmoothing: true,
    gamma: true,
    alpha: true,
  });
  const { gamma = 2, alpha = 0.25, fromLogits = false, labelSmoothing = 0 } = options;
  checkFocus("categoricalFocalCrossentropy", gamma, alpha);
  checkLabelSmoothing("categoricalFocalCrossentropy", labelSmoothing);
  return {
    name: "categoricalFocalCrossentropy",
    call: (prediction, target, weights) =>
      categoricalFocal(prediction, target, { weights, gamma, alpha, fromLogits, labelSmoothing }),
  };
}

import { kernels } from "../kernels/current.ts";
import {
  checkNumber,
  checkRate,
  clippingFrom,
  rateAt,
  slot,
  type Clipping,
  type LearningRate,
  type Optimizer,
} from "./optimizer.ts";

export interface AdamOptions extends Clipping {
  /** Default: 0.001. */
  readonly learningRate?: LearningRate;
  /** Share of the running mean of g that stays at each step. Default: 0.9. */
  readonly beta1?: number;
  /** Share of the running mean of g² that stays at each step. Default: 0.999. */
  readonly beta2?: number;
  /** Keeps the division away from zero. Default: 10⁻⁷. */
  readonly epsilon?: number;
}

/**
 * Adam (Kingma & Ba 2015, arXiv:1412.6980, in the form of the end of section 2):
 *
 *   m ← β₁ · m + (1 − β₁) · g
 *   s ← β₂ · s + (1 − β₂) · g²
 *   w ← w − rate · √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√s + ε)        t = 1, 2, …
 *
 * Definition and defaults: Keras 3, Adam.
 */
export function adam(options: AdamOptions = {}): Optimizer {
  const { learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 } = options;
  checkRate("adam", learningRate);
  checkNumber("adam", "beta1", beta1, beta1 >= 0 && beta1 < 1, "at least 0 and below 1");
  checkNumber("adam", "beta2", beta2, beta2 >= 0 && beta2 < 1, "at least 0 and below 1");
  checkNumber("adam", "epsilon", epsilon, epsilon > 0, "above 0");
  return {
    kind: "adam",
    clipping: clippingFrom("adam", options),
    start(size) {
      const mean = slot(size);
      const square = slot(size);
      return {
        slots: { mean, square },
        update(weights, gradient, step) {
          kernels.adam({
            weights: weights.storage,
            gradient: gradient.storage,
            mean: mean.storage,
            square: square.storage,
            size,
            learningRate: rateAt(learningRate, step),
            beta1,
            beta2,
            epsilon,
            step,
          });
        },
      };
    },
  };
}

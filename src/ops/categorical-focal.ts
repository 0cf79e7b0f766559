import { checkOptions } from "../tensor/options.ts";
import { kernels } from "../kernels/current.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { rowLoss } from "./shared/row-loss.ts";

export interface CategoricalFocalOptions {
  /** Along the leading axes of the rows, each for all rows below it. Default: 1 each. */
  readonly weights?: Tensor | null;
  /** γ ≥ 0: how much less classes weigh that are right already. Default: 2. */
  readonly gamma?: number;
  /** α: multiplies the loss. Default: 0.25. */
  readonly alpha?: number;
  /** ε from 0 to 1: the share of every target that is spread evenly over all classes. Default: 0. */
  readonly labelSmoothing?: number;
  /** The rows are logits, whose softmax gives the probabilities. Default: false. */
  readonly fromLogits?: boolean;
}

/**
 * The mean over rows of weight · Σ −α · (1 − q)^γ · T · ln q, as shape [] (Lin et al. 2017, arXiv:1708.02002, equation
 * 5):
 *
 *   T = (1 − ε) · target + ε / classes         q = p / Σ p, clipped to [10⁻⁷, 1 − 10⁻⁷], or the softmax of logits, not
 *                                              clipped
 *
 * prediction and target, the shares of the classes, [..., classes]. The gradient through a q that was clipped is 0. No
 * gradient flows into target and weights.
 */
export function categoricalFocal(prediction: Tensor, target: Tensor, options: CategoricalFocalOptions = {}): Tensor {
  checkOptions("categoricalFocal", options, {
    weights: true,
    gamma: true,
    alpha: true,
    labelSmoothing: true,
    fromLogits: true,
  });
  const { weights = null, gamma = 2, alpha = 0.25, labelSmoothing = 0, fromLogits = false } = options;
  return rowLoss("categoricalFocal", prediction, target, weights, (arrays) =>
    kernels.categoricalFocal({ ...arrays, gamma, alpha, smoothing: labelSmoothing, fromLogits }),
  );
}

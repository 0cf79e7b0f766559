import { checkOptions } from "../tensor/options.ts";
import { kernels } from "../kernels/current.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { rowLoss, type RowLoss } from "./shared/row-loss.ts";

export interface BinaryFocalOptions {
  /** [examples] or null for ones. Default: null. */
  readonly weights?: Tensor | null;
  /** γ ≥ 0: how much less predictions weigh that are right already. Default: 2. */
  readonly gamma?: number;
  /** α: the weight of targets of 1, those of 0 having 1 − α; null: all weigh 1. Default: null. */
  readonly alpha?: number | null;
  /** Moves targets towards ½: target · (1 − labelSmoothing) + labelSmoothing / 2. Default: 0. */
  readonly labelSmoothing?: number;
  /** The predictions are logits, whose sigmoid gives the probabilities. Default: false. */
  readonly fromLogits?: boolean;
}

/**
 * The mean over examples of weight · (mean over the example's elements of −a · (1 − pₜ)^γ · (t ln p + (1 − t) ln(1 −
 * p))), as shape [] (Lin et al. 2017, arXiv:1708.02002, equation 5), t being the smoothed target, pₜ = t · p + (1 − t)
 * · (1 − p) and a = t · α + (1 − t) · (1 − α). prediction and target [examples, ...]. Probabilities are clipped to
 * [10⁻⁷, 1 − 10⁻⁷] in the logarithms, where the gradient is 0 then; fromLogits needs no clipping. No gradient flows
 * into target and weights.
 */
export function binaryFocal(prediction: Tensor, target: Tensor, options: BinaryFocalOptions = {}): Tensor {
  checkOptions("binaryFocal", options, {
    weights: true,
    gamma: true,
    alpha: true,
    labelSmoothing: true,
    fromLogits: true,
  });
  const { weights = null, gamma = 2, alpha = null, labelSmoothing = 0, fromLogits = false } = options;
  const [examples] = prediction.shape;
  const run = ({ prediction: p, target: y, weights: w, value, gradient }: RowLoss): void => {
    kernels.binaryFocal({
      prediction: p,
      target: y,
      weights: w,
      value,
      gradient,
      examples,
      width: prediction.size / examples,
      gamma,
      alpha: alpha ?? 0,
      balanced: alpha !== null,
      smoothing: labelSmoothing,
      fromLogits,
    });
  };
  return rowLoss("binaryFocal", prediction, target, weights, run, [examples]);
}

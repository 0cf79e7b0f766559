import { kernels } from "../kernels/current.ts";
import { checkOptions } from "../tensor/options.ts";
import { checkNumber } from "./clipping.ts";
import { optimizerOf, slot, type Optimizer } from "./optimizer.ts";
import { checkShare, commonNames, type CommonOptions, type LearningRate } from "./options.ts";

export interface LionOptions extends CommonOptions {
  /** Every weight moves by just this much. Default: 0.001; a third to a tenth of Adam's is usual. */
  readonly learningRate?: LearningRate;
  /** Share of the mean in the direction of a step. Default: 0.9. */
  readonly beta1?: number;
  /** Decay rate of the moving average of g. Default: 0.99. */
  readonly beta2?: number;
}

/**
 * Lion (Chen et al. 2023, arXiv:2302.06675): only the signs of gradients count.
 *
 *   w ← w − rate · sign(β₁ · m + (1 − β₁) · g)
 *   m ← β₂ · m + (1 − β₂) · g
 *
 * Definition and defaults: Keras 3, Lion.
 */
export function lion(options: LionOptions = {}): Optimizer {
  checkOptions("lion", options, { ...commonNames, beta1: true, beta2: true });
  const { beta1 = 0.9, beta2 = 0.99 } = options;
  checkNumber("lion", "beta1", beta1, beta1 > 0 && beta1 <= 1, "above 0 and at most 1");
  checkShare("lion", "beta2", beta2);
  return optimizerOf("lion", options, 0.001, (size) => {
    const mean = slot(size);
    return { slots: { mean }, apply: (update) => kernels.lion({ ...update, mean: mean.storage, beta1, beta2 }) };
  });
}

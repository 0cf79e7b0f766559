import { kernels } from "../kernels/current.ts";
import { checkOptions } from "../tensor/options.ts";
import { checkNumber } from "./clipping.ts";
import { optimizerOf, slot, type Optimizer } from "./optimizer.ts";
import { checkEpsilon, commonNames, type CommonOptions, type LearningRate } from "./options.ts";

export interface AdagradOptions extends CommonOptions {
  /** Default: 0.001. */
  readonly learningRate?: LearningRate;
  /** Where the sums of squares begin. Default: 0.1. */
  readonly initialAccumulatorValue?: number;
  /** Keeps the division away from zero. Default: 10⁻⁷. */
  readonly epsilon?: number;
}

/**
 * Adagrad (Duchi et al. 2011): steps are divided by the root of all squared gradients so far, so they shrink, most
 * where gradients were steep.
 *
 *   s ← s + g²                                  from initialAccumulatorValue
 *   w ← w − rate · g / √(s + ε)
 *
 * Definition and defaults: Keras 3, Adagrad.
 */
export function adagrad(options: AdagradOptions = {}): Optimizer {
  checkOptions("adagrad", options, { ...commonNames, initialAccumulatorValue: true, epsilon: true });
  const { initialAccumulatorValue = 0.1, epsilon = 1e-7 } = options;
  checkNumber(
    "adagrad",
    "initialAccumulatorValue",
    initialAccumulatorValue,
    initialAccumulatorValue >= 0,
    "at least 0",
  );
  checkEpsilon("adagrad", epsilon);
  return optimizerOf("adagrad", options, 0.001, (size) => {
    const total = slot(size, initialAccumulatorValue);
    return { slots: { total }, apply: (update) => kernels.adagrad({ ...update, total: total.storage, epsilon }) };
  });
}

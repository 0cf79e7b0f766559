import { kernels } from "../kernels/current.ts";
import { checkOptions } from "../tensor/options.ts";
import { optimizerOf, slot, type Optimizer } from "./optimizer.ts";
import { checkEpsilon, checkKept, commonNames, type CommonOptions, type LearningRate } from "./options.ts";

export interface AdadeltaOptions extends CommonOptions {
  /** Default: 0.001; the paper has none, which is 1. */
  readonly learningRate?: LearningRate;
  /** Decay rate of both moving averages. Default: 0.95. */
  readonly rho?: number;
  /** Keeps the division away from zero, and the first steps too. Default: 10⁻⁷. */
  readonly epsilon?: number;
}

/**
 * Adadelta (Zeiler 2012, arXiv:1212.5701): steps are as large as steps were, in the root mean square, so no rate need
 * be chosen.
 *
 *   s ← ρ · s + (1 − ρ) · g²
 *   d = g · √(c + ε) / √(s + ε)
 *   c ← ρ · c + (1 − ρ) · d²
 *   w ← w − rate · d
 *
 * Definition and defaults: Keras 3, Adadelta.
 */
export function adadelta(options: AdadeltaOptions = {}): Optimizer {
  checkOptions("adadelta", options, { ...commonNames, rho: true, epsilon: true });
  const { rho = 0.95, epsilon = 1e-7 } = options;
  checkKept("adadelta", "rho", rho);
  checkEpsilon("adadelta", epsilon);
  return optimizerOf("adadelta", options, 0.001, (size) => {
    const square = slot(size);
    const change = slot(size);
    const arrays = { square: square.storage, change: change.storage };
    return { slots: { square, change }, apply: (update) => kernels.adadelta({ ...update, ...arrays, rho, epsilon }) };
  });
}

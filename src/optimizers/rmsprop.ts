import { kernels } from "../kernels/current.ts";
import { checkOptions } from "../tensor/options.ts";
import { optimizerOf, slot, type Optimizer } from "./optimizer.ts";
import { checkEpsilon, checkKept, checkShare, commonNames, type CommonOptions, type LearningRate } from "./options.ts";

export interface RmspropOptions extends CommonOptions {
  /** Default: 0.001. */
  readonly learningRate?: LearningRate;
  /** Decay rate of the moving average of g². Default: 0.9. */
  readonly rho?: number;
  /** Share of the last step that is added to the next. Default: 0. */
  readonly momentum?: number;
  /** Keeps the division away from zero. Default: 10⁻⁷. */
  readonly epsilon?: number;
  /** Divide by the standard deviation of g, not by its root mean square. Default: false. */
  readonly centered?: boolean;
  /** Add epsilon after the root, as Keras before 2.11 and 3 did, not under it. Default: false. */
  readonly epsilonOutside?: boolean;
}

/**
 * RMSprop (Tieleman & Hinton 2012): steps are divided by a running root mean square of the gradient, so weights of
 * steep and flat directions move at like speed.
 *
 *   s ← ρ · s + (1 − ρ) · g²                    from 0, without correction for that
 *   w ← w − rate · g / √(s + ε)                 or rate · g / (√s + ε) with epsilonOutside
 *
 * centered takes the square of m ← ρ · m + (1 − ρ) · g off s. With momentum v ← momentum · v + step and w ← w − v.
 * Definition and defaults: Keras 3, RMSprop.
 */
export function rmsprop(options: RmspropOptions = {}): Optimizer {
  checkOptions("rmsprop", options, {
    ...commonNames,
    rho: true,
    momentum: true,
    epsilon: true,
    centered: true,
    epsilonOutside: true,
  });
  const { rho = 0.9, momentum = 0, epsilon = 1e-7, centered = false, epsilonOutside = false } = options;
  checkKept("rmsprop", "rho", rho);
  checkShare("rmsprop", "momentum", momentum);
  checkEpsilon("rmsprop", epsilon);
  return optimizerOf("rmsprop", options, 0.001, (size) => {
    const square = slot(size);
    const mean = centered ? slot(size) : null;
    const velocity = momentum > 0 ? slot(size) : null;
    const arrays = {
      square: square.storage,
      mean: mean?.storage ?? null,
      velocity: velocity?.storage ?? null,
    };
    return {
      slots: { square, ...(mean === null ? {} : { mean }), ...(velocity === null ? {} : { velocity }) },
      apply: (update) => kernels.rmsprop({ ...update, ...arrays, rho, momentum, epsilon, epsilonOutside }),
    };
  });
}

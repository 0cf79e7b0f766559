import { kernels } from "../kernels/current.ts";
import { checkOptions } from "../tensor/options.ts";
import { optimizerOf, slot, type Optimizer } from "./optimizer.ts";
import { checkShare, commonNames, type CommonOptions, type LearningRate } from "./options.ts";

export interface SgdOptions extends CommonOptions {
  /** Default: 0.01. */
  readonly learningRate?: LearningRate;
  /** Share of the last step that is added to the next, 0 to 1. Default: 0. */
  readonly momentum?: number;
  /** Take the gradient where momentum will have led (Nesterov 1983). Needs momentum. Default: false. */
  readonly nesterov?: boolean;
}

/**
 * Stochastic gradient descent: w ← w − rate · g. With momentum v ← momentum · v − rate · g and w ← w + v, or with
 * nesterov w ← w + momentum · v − rate · g. Definition and defaults: Keras 3, SGD.
 */
export function sgd(options: SgdOptions = {}): Optimizer {
  checkOptions("sgd", options, { ...commonNames, momentum: true, nesterov: true });
  const { momentum = 0, nesterov = false } = options;
  checkShare("sgd", "momentum", momentum);
  if (nesterov && momentum === 0) throw new RangeError("sgd: nesterov needs a momentum above 0");
  return optimizerOf("sgd", options, 0.01, (size) => {
    const velocity = momentum > 0 ? slot(size) : null;
    return {
      slots: velocity === null ? {} : { velocity },
      apply: (update) => kernels.sgd({ ...update, velocity: velocity?.storage ?? null, momentum, nesterov }),
    };
  });
}

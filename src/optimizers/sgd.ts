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

export interface SgdOptions extends Clipping {
  /** Default: 0.01. */
  readonly learningRate?: LearningRate;
  /** Share of the last step that is added to the next, 0 to 1. Default: 0. */
  readonly momentum?: number;
  /** Take the slope where momentum will have led (Nesterov 1983). Needs momentum. Default: false. */
  readonly nesterov?: boolean;
}

/**
 * Stochastic gradient descent: w ← w − rate · g. With momentum v ← momentum · v − rate · g and w ← w + v, or with nesterov
 * w ← w + momentum · v − rate · g. Definition and defaults: Keras 3, SGD.
 */
export function sgd(options: SgdOptions = {}): Optimizer {
  const { learningRate = 0.01, momentum = 0, nesterov = false } = options;
  checkRate("sgd", learningRate);
  checkNumber("sgd", "momentum", momentum, momentum >= 0 && momentum <= 1, "from 0 to 1");
  if (nesterov && momentum === 0) throw new RangeError("sgd: nesterov needs a momentum above 0");
  return {
    kind: "sgd",
    clipping: clippingFrom("sgd", options),
    start(size) {
      const velocity = momentum > 0 ? slot(size) : null;
      return {
        slots: velocity === null ? {} : { velocity },
        update(weights, gradient, step) {
          kernels.sgd({
            weights: weights.storage,
            gradient: gradient.storage,
            velocity: velocity?.storage ?? null,
            size,
            learningRate: rateAt(learningRate, step),
            momentum,
            nesterov,
          });
        },
      };
    },
  };
}

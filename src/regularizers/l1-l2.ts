import { activate } from "../ops/activate.ts";
import { add } from "../ops/add.ts";
import { multiply } from "../ops/multiply.ts";
import { scale } from "../ops/scale.ts";
import { sum } from "../ops/sum.ts";
import { checkOptions } from "../tensor/options.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Regularizer } from "./regularizer.ts";
import { showValue } from "../tensor/show-value.ts";

export interface L1Options {
  /** λ. Default: 0.01. */
  readonly l1?: number;
}

export interface L2Options {
  /** λ. Default: 0.01. */
  readonly l2?: number;
}

/** λ₁ and λ₂. Default: 0 each. */
export type L1L2Options = L1Options & L2Options;

/** λ Σ |w|, which draws weights to zero and leaves few. Its gradient at 0 is 0. Definition and default: Keras 3, L1. */
export function l1(options: L1Options = {}): Regularizer {
  checkOptions("l1", options, { l1: true });
  const { l1: factor = 0.01 } = options;
  checkFactor("l1", factor);
  return (weight) => scale(absoluteSum(weight), factor);
}

/** λ Σ w², which keeps weights small. Definition and default: Keras 3, L2. */
export function l2(options: L2Options = {}): Regularizer {
  checkOptions("l2", options, { l2: true });
  const { l2: factor = 0.01 } = options;
  checkFactor("l2", factor);
  return (weight) => scale(squareSum(weight), factor);
}

/** λ₁ Σ |w| + λ₂ Σ w². Definition and defaults: Keras 3, L1L2. */
export function l1L2(options: L1L2Options = {}): Regularizer {
  checkOptions("l1L2", options, { l1: true, l2: true });
  const { l1: first = 0, l2: second = 0 } = options;
  checkFactor("l1", first);
  checkFactor("l2", second);
  return (weight) => add(scale(absoluteSum(weight), first), scale(squareSum(weight), second));
}

function absoluteSum(weight: Tensor): Tensor {
  return sum(add(activate(weight, "relu"), activate(scale(weight, -1), "relu")));
}

function squareSum(weight: Tensor): Tensor {
  return sum(multiply(weight, weight));
}

function checkFactor(name: string, factor: number): void {
  if (!(factor >= 0 && factor < Infinity))
    throw new RangeError(`${name} must be a number from 0, got ${showValue(factor)}`);
}

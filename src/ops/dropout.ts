import { kernels } from "../kernels/current.ts";
import type { RandomKey } from "../tensor/random.ts";
import type { Shape } from "../tensor/shape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { multiply } from "./multiply.ts";

/** x ∘ mask, with a dropoutMask of x's shape (Srivastava et al. 2014, in the inverted form). dx = dy ∘ mask. */
export function dropout(x: Tensor, rate: number, key: RandomKey): Tensor {
  return multiply(x, dropoutMask(x.shape, rate, key));
}

/**
 * Zeros with probability `rate`, else 1/(1 − rate), so that the mean is 1. A pure function of the key. 0 ≤ rate < 1.
 * Not differentiable.
 */
export function dropoutMask(shape: Shape, rate: number, key: RandomKey): Tensor {
  if (!(rate >= 0 && rate < 1)) throw new RangeError(`dropout: rate is from 0 to below 1, got ${rate}`);
  const y = empty(shape);
  kernels.dropoutMask({
    y: y.storage,
    size: y.size,
    rate,
    seedLow: key.low,
    seedHigh: key.high,
    stream: 0,
    counter: 0,
  });
  return y;
}

import type { Tensor } from "../tensor/tensor.ts";
import { scale } from "./scale.ts";
import { sum } from "./sum.ts";

/** The mean over all elements, as shape []. Each element's gradient is dy / size. Throws where there are none. */
export function mean(x: Tensor): Tensor {
  if (x.size === 0) throw new RangeError(`mean reads at least one element, got ${x.toString()}`);
  return scale(sum(x), 1 / x.size);
}

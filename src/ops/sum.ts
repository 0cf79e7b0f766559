import { kernels } from "../kernels/current.ts";
import { record } from "../tensor/tape.ts";
import { empty, ones, type Tensor } from "../tensor/tensor.ts";
import { timesNumber } from "./shared/product.ts";

/** y = Σ x over all elements, as shape []. Each element's gradient is dy. */
export function sum(x: Tensor): Tensor {
  const y = empty([]);
  kernels.sum({ x: x.storage, y: y.storage, size: x.size });
  return record(y, [x], (dy) => [timesNumber(ones(x.shape), dy)]);
}

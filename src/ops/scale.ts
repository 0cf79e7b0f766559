import { kernels } from "../kernels/current.ts";
import { record } from "../tensor/tape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";

/** y = factor · x + offset. dx = factor · dy. */
export function scale(x: Tensor, factor: number, offset = 0): Tensor {
  const y = empty(x.shape);
  kernels.scale({ x: x.storage, y: y.storage, factor, offset, size: y.size });
  return record(y, [x], (dy) => [scale(dy, factor)]);
}

import { kernels } from "../kernels/current.ts";
import { record } from "../tensor/tape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { checkSameShape } from "./shared/checks.ts";

/** y = a + b, for tensors of the same shape. da = dy, db = dy. */
export function add(a: Tensor, b: Tensor): Tensor {
  checkSameShape("add", a, b);
  const y = empty(a.shape);
  kernels.add({ a: a.storage, b: b.storage, y: y.storage, size: y.size });
  return record(y, [a, b], (dy) => [dy, dy]);
}

import { kernels } from "../kernels/current.ts";
import { record } from "../tensor/tape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { checkSameShape } from "./shared/checks.ts";

/** y = a ∘ b, element by element, for tensors of the same shape. da = dy ∘ b, db = dy ∘ a. */
export function multiply(a: Tensor, b: Tensor): Tensor {
  checkSameShape("multiply", a, b);
  const y = empty(a.shape);
  kernels.multiply({ a: a.storage, b: b.storage, y: y.storage, size: y.size });
  return record(y, [a, b], (dy, [wantsA, wantsB]) => [
    wantsA ? multiply(dy, b) : null,
    wantsB ? multiply(dy, a) : null,
  ]);
}

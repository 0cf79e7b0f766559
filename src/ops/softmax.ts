import { kernels } from "../kernels/current.ts";
import { record } from "../tensor/tape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { asMatrix } from "./shared/checks.ts";

/**
 * y = e^x / Σ e^x along the last axis: every row of y sums to 1. dx = y ∘ (dy − Σ dy∘y).
 * Each row's maximum is taken off first, so large x cannot overflow.
 */
export function softmax(x: Tensor): Tensor {
  const { rows, columns } = asMatrix("softmax: x", x);
  const y = empty(x.shape);
  kernels.softmax({ x: x.storage, y: y.storage, rows, columns });
  return record(y, [x], (dy) => {
    const dx = empty(x.shape);
    kernels.softmaxGradient({ y: y.storage, dy: dy.storage, dx: dx.storage, rows, columns });
    return [dx];
  });
}

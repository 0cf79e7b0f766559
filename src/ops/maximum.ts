import { kernels } from "../kernels/current.ts";
import { record } from "../tensor/tape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { scale } from "./scale.ts";
import { checkSameShape } from "./shared/checks.ts";

/**
 * y = the larger of a and b, element by element, for tensors of the same shape. The larger gets dy; equals get half
 * each, as on jax. A NaN counts as larger than every number, so that it comes through.
 */
export function maximum(a: Tensor, b: Tensor): Tensor {
  checkSameShape("maximum", a, b);
  const y = empty(a.shape);
  kernels.maximum({ a: a.storage, b: b.storage, y: y.storage, size: y.size });
  return record(y, [a, b], (dy) => {
    const [da, db] = [empty(a.shape), empty(b.shape)];
    kernels.maximumGradient({
      a: a.storage,
      b: b.storage,
      dy: dy.storage,
      da: da.storage,
      db: db.storage,
      size: y.size,
    });
    return [da, db];
  });
}

/** y = the smaller of a and b, or NaN where one is NaN. The smaller, or the NaN, gets dy; equals get half each. */
export function minimum(a: Tensor, b: Tensor): Tensor {
  checkSameShape("minimum", a, b);
  return scale(maximum(scale(a, -1), scale(b, -1)), -1);
}

import { record } from "../tensor/tape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { reshape } from "./reshape.ts";
import { checkShape } from "./shared/checks.ts";
import { product, timesNumber as times } from "./shared/product.ts";

/** y = factor · x, the factor being a tensor of one number, []: dx = factor · dy, dfactor = Σ dy ∘ x. */
export function timesNumber(x: Tensor, factor: Tensor): Tensor {
  checkShape("timesNumber: factor", factor, []);
  const y = reshape(times(x, factor), x.shape);
  return record(y, [x, factor], (dy, [wantsX, wantsFactor]) => [
    wantsX ? reshape(times(dy, factor), x.shape) : null,
    wantsFactor ? reshape(product(dy, x, { rows: 1, inner: x.size, columns: 1 }), []) : null,
  ]);
}

import { record } from "../tensor/tape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { multiply } from "./multiply.ts";
import { checkShape } from "./shared/checks.ts";
import { timesNumber as times } from "./shared/product.ts";
import { sum } from "./sum.ts";

/** y = factor · x, the factor being a scalar tensor, []: dx = factor · dy, dfactor = Σ dy ∘ x. */
export function timesNumber(x: Tensor, factor: Tensor): Tensor {
  checkShape("timesNumber: factor", factor, []);
  const y = times(x, factor);
  return record(y, [x, factor], (dy, [wantsX, wantsFactor]) => [
    wantsX ? times(dy, factor) : null,
    wantsFactor ? sum(multiply(dy, x)) : null,
  ]);
}

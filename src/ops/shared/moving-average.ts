import { kernels } from "../../kernels/current.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** average ← momentum · average + (1 − momentum) · x, in place: for weights that no optimizer changes. Not recorded. */
export function moveAverage(average: Tensor, x: Tensor, momentum: number): void {
  kernels.movingAverage({ x: x.storage, average: average.storage, momentum, size: average.size });
}

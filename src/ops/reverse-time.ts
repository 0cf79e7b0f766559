import { kernels } from "../kernels/current.ts";
import { record } from "../tensor/tape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { lengths } from "./shared/checks.ts";

/** The last step first: y[b, t] = x[b, time − 1 − t]; x [batch, time, n]. Its gradient is dy in reverse. */
export function reverseTime(x: Tensor): Tensor {
  const [batch, time, width] = lengths("reverseTime: x", x, "batch", "time", "n");
  const y = empty(x.shape);
  kernels.reverseTime({ x: x.storage, y: y.storage, batch, time, width });
  return record(y, [x], (dy) => [reverseTime(dy)]);
}

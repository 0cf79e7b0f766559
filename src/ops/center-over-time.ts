import { kernels } from "../kernels/current.ts";
import { record } from "../tensor/tape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { lengths } from "./shared/checks.ts";

/**
 * Each feature less its mean over time: y[b, t] = x[b, t] − (1 / time) · Σₛ x[b, s]; x [batch, time, n].
 * A projection, and its own gradient: dx = dy less the mean of dy over time.
 */
export function centerOverTime(x: Tensor): Tensor {
  const [batch, time, channels] = lengths("centerOverTime: x", x, "batch", "time", "n");
  const mean = empty([batch, channels]);
  const y = empty(x.shape);
  const sizes = { stepMask: null, batch, time, channels };
  kernels.meanOverTime({ x: x.storage, y: mean.storage, ...sizes });
  // The gradient of a mean hands 1 / time of it to every step: of time · mean, the mean.
  kernels.scale({ x: mean.storage, y: mean.storage, factor: time, offset: 0, size: mean.size });
  kernels.meanOverTimeGradient({ dy: mean.storage, dx: y.storage, ...sizes });
  kernels.subtract({ a: x.storage, b: y.storage, y: y.storage, size: y.size });
  return record(y, [x], (dy) => [centerOverTime(dy)]);
}

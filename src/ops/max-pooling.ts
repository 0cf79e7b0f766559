import { checkOptions } from "../tensor/options.ts";
import { kernels } from "../kernels/current.ts";
import { record } from "../tensor/tape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { checkCount, lengths } from "./shared/checks.ts";
import { timeWindows } from "./shared/time-windows.ts";

export interface MaxPoolingOptions {
  /** Steps that become one. */
  readonly pool: number;
  /** Steps from one output to the next. Default: pool. */
  readonly stride?: number;
  /** Windows that reach outside x: left out (valid), or pooled over the steps they have (same). Default: valid. */
  readonly padding?: "valid" | "same";
}

/**
 * The maximum over each window of `pool` steps: x [batch, time, channels] → [batch, outputTime, channels].
 * The gradient goes to the maximum, among equals to the first. A NaN counts as larger than every
 * number, so that it comes through.
 */
export function maxPooling(x: Tensor, options: MaxPoolingOptions): Tensor {
  checkOptions("maxPooling", options, { pool: true, stride: true, padding: true });
  const { pool, stride = pool, padding = "valid" } = options;
  const [batch, time, channels] = lengths("maxPooling: x", x, "batch", "time", "channels");
  checkCount("maxPooling: pool", pool);
  const { outputTime, padding: before } = timeWindows("maxPooling", time, pool, stride, padding);
  const sizes = { batch, time, channels, outputTime };
  const y = empty([batch, outputTime, channels]);
  const winners = empty(y.shape, "int32");
  kernels.maxPooling({
    x: x.storage,
    y: y.storage,
    winners: winners.storage,
    ...sizes,
    pool,
    stride,
    padding: before,
  });
  return record(y, [x], (dy) => {
    const dx = empty(x.shape);
    kernels.maxPoolingGradient({ winners: winners.storage, dy: dy.storage, dx: dx.storage, ...sizes });
    return [dx];
  });
}

import { checkOptions } from "../tensor/options.ts";
import { kernels } from "../kernels/current.ts";
import { record } from "../tensor/tape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import type { MaxPoolingOptions } from "./max-pooling.ts";
import { checkCount, lengths } from "./shared/checks.ts";
import { timeWindows } from "./shared/time-windows.ts";

/**
 * The mean over each window of `pool` steps: x [batch, time, channels] → [batch, outputTime, channels]. Windows that
 * reach outside x (padding same) are means of the steps that they have. Each step of a window has the gradient dy /
 * their number.
 */
export function averagePooling(x: Tensor, options: MaxPoolingOptions): Tensor {
  checkOptions("averagePooling", options, { pool: true, stride: true, padding: true });
  const { pool, stride = pool, padding = "valid" } = options;
  const [batch, time, channels] = lengths("averagePooling: x", x, "batch", "time", "channels");
  checkCount("averagePooling: pool", pool);
  const { outputTime, padding: before } = timeWindows("averagePooling", time, pool, stride, padding);
  const kernelArguments = { batch, time, channels, outputTime, pool, stride, padding: before };
  const y = empty([batch, outputTime, channels]);
  kernels.averagePooling({ x: x.storage, y: y.storage, ...kernelArguments });
  return record(y, [x], (dy) => {
    const dx = empty(x.shape);
    kernels.averagePoolingGradient({ dy: dy.storage, dx: dx.storage, ...kernelArguments });
    return [dx];
  });
}

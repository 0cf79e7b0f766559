import { kernels } from "../kernels/current.ts";
import { record } from "../tensor/tape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { checkInts, checkShape, lengths } from "./shared/checks.ts";

/**
 * The mean over the steps that stepMask keeps: x [batch, time, n] → [batch, n]; zeros where it keeps none.
 * stepMask: int32 [batch, time], 1 = step counts; null counts all. Each step that counts has gradient dy / their
 * number, the others zero.
 */
export function meanOverTime(x: Tensor, stepMask: Tensor | null): Tensor {
  const [batch, time, channels] = lengths("meanOverTime: x", x, "batch", "time", "n");
  if (stepMask !== null) {
    checkInts("meanOverTime: stepMask", stepMask);
    checkShape("meanOverTime: stepMask", stepMask, [batch, time]);
  }
  const kernelArguments = { stepMask: stepMask?.storage ?? null, batch, time, channels };
  const y = empty([batch, channels]);
  kernels.meanOverTime({ x: x.storage, y: y.storage, ...kernelArguments });
  return record(y, [x], (dy) => {
    const dx = empty(x.shape);
    kernels.meanOverTimeGradient({ dy: dy.storage, dx: dx.storage, ...kernelArguments });
    return [dx];
  });
}

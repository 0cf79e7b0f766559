import { kernels } from "../kernels/current.ts";
import { recordAll } from "../tensor/tape.ts";
import { empty, zeros, type Tensor } from "../tensor/tensor.ts";
import { lengths } from "./shared/checks.ts";

/**
 * All steps of a sequence, for loops over time: x [batch, time, n] → time tensors [batch, n]. The gradient in x is
 * those of the steps put together; steps that nobody used have gradient zero. concatenate and reshape put steps
 * together again.
 */
export function timeSteps(x: Tensor): readonly Tensor[] {
  const [batch, time, n] = lengths("timeSteps: x", x, "batch", "time", "n");
  const size = { rows: batch, width: n };
  const steps = Array.from({ length: time }, (_, t) => {
    const y = empty([batch, n]);
    kernels.copyColumns({
      ...size,
      x: x.storage,
      xStride: time * n,
      xOffset: t * n,
      y: y.storage,
      yStride: n,
      yOffset: 0,
    });
    return y;
  });
  return recordAll(steps, [x], (dys) => {
    const dx = dys.includes(null) ? zeros(x.shape) : empty(x.shape);
    dys.forEach((dy, t) => {
      if (dy === null) return;
      const to = { y: dx.storage, yStride: time * n, yOffset: t * n };
      kernels.copyColumns({ ...size, x: dy.storage, xStride: n, xOffset: 0, ...to });
    });
    return [dx];
  });
}

import { record } from "../tensor/tape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { checkCount, lengths } from "./shared/checks.ts";
import { addInto, stridesOf, takeFrom } from "./shared/strided.ts";

/** Steps of zeros before and after: x [batch, time, n] → [batch, before + time + after, n]. */
export function padTime(x: Tensor, before: number, after: number): Tensor {
  const [batch, time, n] = lengths("padTime: x", x, "batch", "time", "n");
  checkCount("padTime: before", before, 0);
  checkCount("padTime: after", after, 0);
  const shape = [batch, before + time + after, n];
  const layout = { lengths: x.shape, strides: stridesOf(shape), offset: before * n };
  return record(addInto(shape, x, layout), [x], (dy) => [takeFrom(dy, layout)]);
}

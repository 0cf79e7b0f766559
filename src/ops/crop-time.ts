import { record } from "../tensor/tape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { checkCount, lengths } from "./shared/checks.ts";
import { addInto, stridesOf, takeFrom } from "./shared/strided.ts";

/**
 * Steps from … from + count − 1 of a sequence: x [batch, time, n] → [batch, count, n]. The others have gradient zero.
 */
export function cropTime(x: Tensor, from: number, count: number): Tensor {
  const [batch, time, n] = lengths("cropTime: x", x, "batch", "time", "n");
  checkCount("cropTime: from", from, 0);
  checkCount("cropTime: count", count);
  if (from + count > time) {
    throw new RangeError(`cropTime: steps ${from} to ${from + count - 1} of ${x.toString()}: it ends at ${time - 1}`);
  }
  const layout = { lengths: [batch, count, n], strides: stridesOf(x.shape), offset: from * n };
  return record(takeFrom(x, layout), [x], (dy) => [addInto(x.shape, dy, layout)]);
}

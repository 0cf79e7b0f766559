import type { Tensor } from "../tensor/tensor.ts";
import { reshape } from "./reshape.ts";
import { lengths } from "./shared/checks.ts";
import { slice } from "./slice.ts";
import { showValue } from "../tensor/show-value.ts";

/**
 * One step of a sequence: x [batch, time, n] → [batch, n]. A negative t counts from the end: −1 is the last step. Other
 * steps have gradient zero.
 */
export function timeStep(x: Tensor, t: number): Tensor {
  const [batch, time, n] = lengths("timeStep: x", x, "batch", "time", "n");
  if (!Number.isInteger(t) || t < -time || t >= time) {
    throw new RangeError(`timeStep: t is an integer from ${-time} to ${time - 1} here, got ${showValue(t)}`);
  }
  return slice(reshape(x, [batch, time * n]), (t < 0 ? time + t : t) * n, n);
}

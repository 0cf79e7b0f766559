import type { Tensor } from "../tensor/tensor.ts";
import { maxPooling } from "./max-pooling.ts";
import { reshape } from "./reshape.ts";
import { lengths } from "./shared/checks.ts";

/**
 * The maximum over all steps: x [batch, time, n] → [batch, n]. The gradient goes to the maximum, among equals to the
 * first. A NaN comes through.
 */
export function globalMaxPooling(x: Tensor): Tensor {
  const [batch, time, n] = lengths("globalMaxPooling: x", x, "batch", "time", "n");
  if (time === 0) throw new RangeError(`globalMaxPooling: x has at least one step, got ${x.toString()}`);
  return reshape(maxPooling(x, { pool: time }), [batch, n]);
}

import { checkCount } from "./checks.ts";

export type Padding = "valid" | "same" | "causal";

/** Windows over time, as of a convolution or a pooling. */
export interface TimeWindows {
  /** How many windows there are. */
  readonly outputTime: number;
  /** How many steps before step 0 the first window begins. */
  readonly padding: number;
}

/**
 * Windows of `reach` steps over `time` steps, one every `stride` steps.
 * valid: only whole windows. same: ⌈time / stride⌉ windows, half of the missing steps before x (rounded down) and the
 * rest after it, as in TensorFlow. causal: as many windows, each ending at the step where with valid it would begin.
 */
export function timeWindows(op: string, time: number, reach: number, stride: number, padding: Padding): TimeWindows {
  checkCount(`${op}: stride`, stride);
  if (padding === "valid") {
    if (reach > time) {
      throw new RangeError(`${op}: x has ${time} steps, but a window takes ${reach}; help: use padding "same"`);
    }
    return { outputTime: Math.floor((time - reach) / stride) + 1, padding: 0 };
  }
  const outputTime = Math.ceil(time / stride);
  if (padding === "causal") return { outputTime, padding: reach - 1 };
  const missing = Math.max((outputTime - 1) * stride + reach - time, 0);
  return { outputTime, padding: Math.floor(missing / 2) };
}

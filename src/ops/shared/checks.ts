import { mostElements } from "../../kernels/lengths/rule.ts";
import { hasAxes, sameShape, showShape, size, type LengthsOf, type Shape } from "../../tensor/shape.ts";
import { isRecording } from "../../tensor/tape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { showValue } from "../../tensor/show-value.ts";

/**
 * The lengths of an argument's axes, which must be as many as named; `who` is the op and its argument, as "convolution:
 * x".
 */
export function lengths<const Names extends readonly string[]>(
  who: string,
  x: Tensor,
  ...names: Names
): LengthsOf<Names> {
  const { shape } = x;
  if (!hasAxes(shape, names)) {
    throw new TypeError(`${who} has the axes [${names.join(", ")}], got shape ${showShape(shape)}`);
  }
  return shape;
}

export function checkShape(who: string, x: Tensor, expected: Shape): void {
  if (!sameShape(x.shape, expected)) {
    throw new TypeError(`${who} has shape ${showShape(expected)} here, got ${showShape(x.shape)}`);
  }
}

export function checkSameShape(op: string, a: Tensor, b: Tensor): void {
  if (sameShape(a.shape, b.shape)) return;
  throw new TypeError(`${op} reads two tensors of the same shape, got ${showShape(a.shape)} and ${showShape(b.shape)}`);
}

export function checkInts(who: string, x: Tensor): void {
  if (x.dtype !== "int32") {
    throw new TypeError(`${who} holds int32 values, got ${x.dtype}; help: make it with intTensor`);
  }
}

/** An integer from `lowest` on, which an int32 holds. */
export function checkCount(who: string, value: number, lowest = 1): void {
  if (!Number.isSafeInteger(value) || value < lowest) {
    throw new RangeError(`${who} is an integer of at least ${lowest}, got ${showValue(value)}`);
  }
  if (value > mostElements) throw new RangeError(`${who} is at most ${mostElements}, got ${value}`);
}

/** x seen as a matrix: all axes but the last are rows. */
export function asMatrix(who: string, x: Tensor): { readonly rows: number; readonly columns: number } {
  const columns = x.shape.at(-1);
  if (columns === undefined) throw new TypeError(`${who} has at least one axis, got shape []`);
  return { rows: size(x.shape.slice(0, -1)), columns };
}

/** For arguments through which no gradient flows: refuses to let a wanted one get lost. */
export function checkNotDifferentiated(who: string, x: Tensor | null): void {
  if (isRecording(x)) {
    throw new TypeError(`${who} has no gradient, but gradients(…) requires one through it`);
  }
}

/** The indices of element `i` of a tensor: one per axis. */
export function placeOf(i: number, { shape }: Tensor): number[] {
  const indices: number[] = [];
  let rest = i;
  for (const length of shape.toReversed()) {
    indices.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return indices;
}

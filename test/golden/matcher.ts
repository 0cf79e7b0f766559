import { sameShape, showShape, type Shape } from "../../src/tensor/shape.ts";
import type { Golden } from "./read.ts";

/** Numbers with a shape, such as a tensor. */
interface Actual {
  readonly shape: Shape;
  toArray(): ArrayLike<number>;
}

/**
 * Nothing when every element is close, else one message that names the worst:
 *
 *   |actual − golden| ≤ tolerance · (|golden| + min(1, largest |golden|))
 *
 * Both sides were computed in float32. The second term lets sums of large numbers that cancel be off by as much as sums
 * of that size are; tensors of small numbers are held to their own scale.
 */
export function differences(what: string, actual: Actual, golden: Golden, tolerance = 2e-5): readonly string[] {
  if (!sameShape(actual.shape, golden.shape)) {
    return [`${what}: shape ${showShape(actual.shape)}, golden ${showShape(golden.shape)}`];
  }
  const numbers = actual.toArray();
  const scale = golden.values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  let [worst, worstExcess, count] = [-1, 1, 0];
  golden.values.forEach((value, i) => {
    const allowed = tolerance * (Math.abs(value) + Math.min(1, scale));
    const off = Math.abs(numbers[i] - value);
    if (off <= allowed) return;
    count++;
    const excess = Number.isNaN(off) ? Infinity : off / allowed;
    if (worst >= 0 && excess <= worstExcess) return;
    [worst, worstExcess] = [i, excess];
  });
  if (worst < 0) return [];
  const [found, expected] = [numbers[worst], golden.values[worst]];
  const place = showShape(positionOf(worst, golden.shape));
  return [
    `${what}: element ${place} is ${found}, golden ${expected}; ${worstExcess.toPrecision(3)} times the tolerance ` +
      `${tolerance}; ` +
      `${count} of ${golden.values.length} elements are off`,
  ];
}

/** The index along each axis of element i, counted row by row. */
function positionOf(i: number, shape: Shape): number[] {
  const position: number[] = [];
  let rest = i;
  for (const length of shape.toReversed()) {
    position.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return position;
}

import { showShape } from "../tensor/shape.ts";
import { record } from "../tensor/tape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { stridesOf, takeFrom } from "./shared/strided.ts";

/**
 * The axes of x in another order: axis i of y is axis order[i] of x, all counted from 0.
 *   permute(x, [0, 2, 1])      [batch, time, n] → [batch, n, time]
 */
export function permute(x: Tensor, order: readonly number[]): Tensor {
  const axes = x.shape.map((_, axis) => axis);
  if (order.length !== axes.length || !axes.every((axis) => order.includes(axis))) {
    throw new TypeError(
      `permute: order names each axis of x once, [${axes.join(", ")}] in any order for shape ` +
        `${showShape(x.shape)}, got [${order.join(", ")}]`,
    );
  }
  const strides = stridesOf(x.shape);
  const y = takeFrom(x, { lengths: order.map((axis) => x.shape[axis]), strides: order.map((axis) => strides[axis]) });
  return record(y, [x], (dy) => [
    permute(
      dy,
      axes.map((axis) => order.indexOf(axis)),
    ),
  ]);
}

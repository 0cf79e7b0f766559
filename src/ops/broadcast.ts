import { sameShape, showShape, type Shape } from "../tensor/shape.ts";
import { record } from "../tensor/tape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { addInto, stridesOf, takeFrom } from "./shared/strided.ts";

/**
 * x with axes of length 1 repeated to the lengths of `shape`, which has as many axes: [2, 1, 3] to [2, 5, 3]. The
 * gradient of a repeated element is the sum of those of its copies. A tensor that has the shape already is returned as
 * it is.
 */
export function broadcast(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  if (x.shape.length !== shape.length || !x.shape.every((length, axis) => length === shape[axis] || length === 1)) {
    throw new TypeError(`broadcast repeats axes of length 1: ${showShape(x.shape)} cannot become ${showShape(shape)}`);
  }
  const own = stridesOf(x.shape);
  const layout = { lengths: shape, strides: own.map((stride, axis) => (x.shape[axis] === shape[axis] ? stride : 0)) };
  return record(takeFrom(x, layout), [x], (dy) => [addInto(x.shape, dy, layout)]);
}

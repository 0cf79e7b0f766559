import { view } from "../tensor/memory.ts";
import { showShape, size, type Shape } from "../tensor/shape.ts";
import { record } from "../tensor/tape.ts";
import { Tensor } from "../tensor/tensor.ts";

/**
 * The same elements in the same order and the same memory, with another shape. One length may be −1: whatever is left
 * over.
 */
export function reshape(x: Tensor, shape: Shape): Tensor {
  const y = new Tensor(view(x.storage, 0, x.size), resolved(x, shape));
  return record(y, [x], (dy) => [reshape(dy, x.shape)], { readsResults: false });
}

function resolved(x: Tensor, shape: Shape): Shape {
  const bad = shape.find((length) => !Number.isSafeInteger(length) || length < -1);
  if (bad !== undefined) {
    throw new RangeError(`reshape: lengths are integers of at least 0, or one −1, got ${showShape(shape)}`);
  }
  const open = shape.filter((length) => length === -1).length;
  const rest = size(shape.filter((length) => length !== -1));
  const left = x.size / rest;
  const fits = open === 0 ? rest === x.size : open === 1 && Number.isInteger(left);
  if (!fits) {
    throw new RangeError(`reshape: ${showShape(x.shape)} holds ${x.size} elements, which ${showShape(shape)} cannot`);
  }
  return shape.map((length) => (length === -1 ? left : length));
}

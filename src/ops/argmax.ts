import { showShape } from "../tensor/shape.ts";
import { kernels } from "../kernels/current.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { asMatrix } from "./shared/checks.ts";

/**
 * The index of the largest value along the last axis, the first of equals: x [..., columns] → int32 [...]. A NaN counts
 * as larger than every number, as in numpy. Not differentiable.
 */
export function argmax(x: Tensor): Tensor {
  const { rows, columns } = asMatrix("argmax: x", x);
  if (columns === 0) throw new TypeError(`argmax: the last axis of x has no elements, got shape ${showShape(x.shape)}`);
  const position = empty(x.shape.slice(0, -1), "int32");
  kernels.argmax({ x: x.storage, position: position.storage, rows, columns });
  return position;
}

import { showShape } from "../tensor/shape.ts";
import { kernels } from "../kernels/current.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { asMatrix } from "./shared/checks.ts";

/**
 * Where the largest number along the last axis is, the first of equals: x [..., columns] → int32 [...]. NaNs are passed over; 0 for a row
 * of nothing else. Not differentiable.
 */
export function argmax(x: Tensor): Tensor {
  const { rows, columns } = asMatrix("argmax: x", x);
  if (columns === 0) throw new TypeError(`argmax: the last axis of x holds no number, got shape ${showShape(x.shape)}`);
  const position = empty(x.shape.slice(0, -1), "int32");
  kernels.argmax({ x: x.storage, position: position.storage, rows, columns });
  return position;
}

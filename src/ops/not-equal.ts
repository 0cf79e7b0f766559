import { kernels } from "../kernels/current.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { checkInts } from "./shared/checks.ts";

/** 1 where an index differs from `value`, else 0: int32 of the same shape, such as a step mask. Not differentiable. */
export function notEqual(indices: Tensor, value: number): Tensor {
  checkInts("notEqual: indices", indices);
  const mask = empty(indices.shape, "int32");
  kernels.notEqual({ indices: indices.storage, mask: mask.storage, value, count: indices.size });
  return mask;
}

import { kernels } from "../../kernels/current.ts";
import type { Shape } from "../../tensor/shape.ts";
import { empty, intTensor, type Tensor } from "../../tensor/tensor.ts";

/** Element [i, j, …] of a tensor of these lengths is element offset + i · strides[0] + j · strides[1] + … of another. */
export interface StridedPlaces {
  readonly lengths: Shape;
  readonly strides: readonly number[];
  readonly offset?: number;
}

/** How far apart neighbours along each axis are, row by row. */
export function stridesOf(shape: Shape): number[] {
  const strides: number[] = [];
  let step = 1;
  for (const length of shape.toReversed()) {
    strides.unshift(step);
    step *= length;
  }
  return strides;
}

/** What x has at the places. Not recorded. */
export function takeFrom(x: Tensor, { lengths, strides, offset = 0 }: StridedPlaces): Tensor {
  const y = empty(lengths);
  kernels.stridedCopy({
    x: x.storage,
    y: y.storage,
    lengths: intTensor(lengths).storage,
    strides: intTensor(strides).storage,
    axes: lengths.length,
    offset,
  });
  return y;
}

/** The way back of takeFrom: zeros of the shape, to which each element of y is added at its place. Not recorded. */
export function addInto(shape: Shape, y: Tensor, { lengths, strides, offset = 0 }: StridedPlaces): Tensor {
  const x = empty(shape);
  kernels.stridedAdd({
    dy: y.storage,
    dx: x.storage,
    lengths: intTensor(lengths).storage,
    strides: intTensor(strides).storage,
    axes: lengths.length,
    offset,
    size: x.size,
  });
  return x;
}

import { kernels } from "../../kernels/current.ts";
import type { Shape } from "../../tensor/shape.ts";
import { empty, intTensor, zeros, type Tensor } from "../../tensor/tensor.ts";

/**
 * Element [i, j, …] of a tensor of these lengths is element offset + i · strides[0] + j · strides[1] + … of another.
 */
export interface StridedLayout {
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
export function takeFrom(x: Tensor, layout: StridedLayout): Tensor {
  const y = empty(layout.lengths);
  const { lengths, strides, offset = 0 } = withAxes(layout);
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

/**
 * The backward pass of takeFrom: zeros of the shape, to which each element of y is added at its place. Not recorded.
 */
export function addInto(shape: Shape, y: Tensor, layout: StridedLayout): Tensor {
  if (y.size === 0) return zeros(shape);
  const x = empty(shape);
  const { lengths, strides, offset = 0 } = withAxes(layout);
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

/** A single value lies along one axis of length 1: kernels go along at least one. */
function withAxes(layout: StridedLayout): StridedLayout {
  return layout.lengths.length > 0 ? layout : { ...layout, lengths: [1], strides: [1] };
}

import type { Table } from "./kind.ts";

/** Element [i, j, …] of y is element offset + i · strides[0] + j · strides[1] + … of x. At most 16 axes. */
const stridedPlaces = {
  /** Of the axes of y. */
  lengths: "ints",
  /** How far apart in x neighbours along each axis of y are; 0 repeats. */
  strides: "ints",
  axes: "size",
  offset: "size",
} as const;

/** Elements moved, repeated and cut out. */
export const strided = {
  /** y takes its elements from x by strides. */
  stridedCopy: { x: "floats", y: "result", ...stridedPlaces },
  /**
   * The backward pass: dx = 0, then dx[place of each element of dy] += that element, in their order; dx has `size`
   * numbers.
   */
  stridedAdd: { dy: "floats", dx: "result", ...stridedPlaces, size: "size" },
  /**
   * y[row, yOffset + i] = x[row, xOffset + i] for i < width. Concatenates, splits, and takes single time steps. Other
   * parts of y are kept.
   */
  copyColumns: {
    x: "floats",
    y: "update",
    rows: "size",
    xStride: "size",
    xOffset: "size",
    yStride: "size",
    yOffset: "size",
    width: "size",
  },
  /** y[b, t] = x[b, time − 1 − t]; x and y [batch, time, width]. */
  reverseTime: { x: "floats", y: "result", batch: "size", time: "size", width: "size" },
} as const satisfies Table;

import type { ReferenceKernels } from "./types.ts";

export const stridedCopy: ReferenceKernels["stridedCopy"] = ({ x, y, lengths, strides, axes, offset }) => {
  placesOf(lengths, strides, axes, offset).forEach((place, i) => {
    y[i] = x[place];
  });
};

export const stridedAdd: ReferenceKernels["stridedAdd"] = ({ dy, dx, lengths, strides, axes, offset, size }) => {
  const sums = new Float64Array(size);
  placesOf(lengths, strides, axes, offset).forEach((place, i) => {
    sums[place] += dy[i];
  });
  dx.set(sums);
};

/** Where in x each element of y is, row by row. */
function placesOf(lengths: Int32Array, strides: Int32Array, axes: number, offset: number): Int32Array {
  let places = Int32Array.of(offset);
  for (let axis = 0; axis < axes; axis++) {
    const length = lengths[axis];
    const next = new Int32Array(places.length * length);
    places.forEach((place, i) => {
      for (let k = 0; k < length; k++) next[i * length + k] = place + k * strides[axis];
    });
    places = next;
  }
  return places;
}

import type { ReferenceKernels } from "./types.ts";

export const gather: ReferenceKernels["gather"] = ({ table, indices, y, count, width }) => {
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < width; k++) y[i * width + k] = table[indices[i] * width + k];
  }
};

export const gatherGradient: ReferenceKernels["gatherGradient"] = ({ indices, dy, dTable, count, rows, width }) => {
  const sums = new Float64Array(rows * width);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < width; k++) sums[indices[i] * width + k] += dy[i * width + k];
  }
  dTable.set(sums);
};

export const findOutOfRange: ReferenceKernels["findOutOfRange"] = ({ indices, position, count, rows }) => {
  position[0] = indices.subarray(0, count).findIndex((index) => index < 0 || index >= rows);
};

export const notEqual: ReferenceKernels["notEqual"] = ({ indices, mask, value, count }) => {
  for (let i = 0; i < count; i++) mask[i] = indices[i] !== value ? 1 : 0;
};

import { isLarger } from "./masks.ts";
import type { ReferenceKernels } from "./types.ts";

export const sum: ReferenceKernels["sum"] = ({ x, y, size }) => {
  let total = 0;
  for (let i = 0; i < size; i++) total += x[i];
  y[0] = total;
};

export const sumOfSquares: ReferenceKernels["sumOfSquares"] = ({ x, y, size }) => {
  let total = 0;
  for (let i = 0; i < size; i++) total += x[i] * x[i];
  y[0] = total;
};

export const columnSum: ReferenceKernels["columnSum"] = ({ x, y, rows, columns }) => {
  for (let column = 0; column < columns; column++) {
    let total = 0;
    for (let row = 0; row < rows; row++) total += x[row * columns + column];
    y[column] = total;
  }
};

export const findNonFinite: ReferenceKernels["findNonFinite"] = ({ x, position, size }) => {
  position[0] = x.subarray(0, size).findIndex((value) => !Number.isFinite(value));
};

export const argmax: ReferenceKernels["argmax"] = ({ x, position, rows, columns }) => {
  for (let row = 0; row < rows; row++) {
    const at = (k: number): number => x[row * columns + k];
    let largest = 0;
    for (let k = 1; k < columns; k++) if (isLarger(at(k), at(largest))) largest = k;
    position[row] = largest;
  }
};

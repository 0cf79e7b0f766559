import type { ReferenceKernels } from "./types.ts";

export const softmax: ReferenceKernels["softmax"] = ({ x, y, rows, columns }) => {
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    let maximum = -Infinity;
    for (let k = 0; k < columns; k++) maximum = Math.max(maximum, x[start + k]);
    const powers = Array.from({ length: columns }, (_, k) => Math.exp(x[start + k] - maximum));
    const total = powers.reduce((sum, power) => sum + power, 0);
    for (let k = 0; k < columns; k++) y[start + k] = powers[k] / total;
  }
};

export const softmaxGradient: ReferenceKernels["softmaxGradient"] = ({ y, dy, dx, rows, columns }) => {
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    let product = 0;
    for (let k = start; k < start + columns; k++) product += dy[k] * y[k];
    for (let k = start; k < start + columns; k++) dx[k] = y[k] * (dy[k] - product);
  }
};

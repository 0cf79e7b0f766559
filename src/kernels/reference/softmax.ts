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

export const maskedSoftmax: ReferenceKernels["maskedSoftmax"] = (args) => {
  const { x, keyMask, y, batch, heads, queryTime, keyTime, offset, before, after } = args;
  for (let row = 0; row < batch * heads * queryTime; row++) {
    const example = Math.floor(row / (heads * queryTime));
    const scores = Float64Array.from(x.subarray(row * keyTime, (row + 1) * keyTime), (score, j) => {
      const distance = j - offset - (row % queryTime);
      const near = (before < 0 || distance >= -before) && (after < 0 || distance <= after);
      return near && keyMask?.[example * keyTime + j] !== 0 ? score : -Infinity;
    });
    const most = scores.reduce((a, b) => Math.max(a, b), -Infinity);
    const powers = scores.map((score) => (score === -Infinity ? 0 : Math.exp(score - most)));
    const total = powers.reduce((a, b) => a + b, 0);
    powers.forEach((power, j) => {
      y[row * keyTime + j] = total === 0 ? 0 : power / total;
    });
  }
};

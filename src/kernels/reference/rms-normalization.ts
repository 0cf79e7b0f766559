import type { ReferenceKernels } from "./types.ts";

export const rmsNormalization: ReferenceKernels["rmsNormalization"] = (args) => {
  const { x, gamma, y, inverse, rows, columns, epsilon } = args;
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    let square = 0;
    for (let k = 0; k < columns; k++) square += x[start + k] ** 2 / columns;
    const factor = 1 / Math.sqrt(square + epsilon);
    for (let k = 0; k < columns; k++) y[start + k] = x[start + k] * factor * (gamma?.[k] ?? 1);
    inverse[row] = factor;
  }
};

export const rmsNormalizationGradient: ReferenceKernels["rmsNormalizationGradient"] = (args) => {
  const { x, gamma, inverse, dy, dx, dGamma, rows, columns } = args;
  const sums = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    // n is the normalized x: dx = inverse · (dn − n · mean of dn ∘ n).
    const n = (k: number): number => x[start + k] * inverse[row];
    const dn = (k: number): number => dy[start + k] * (gamma?.[k] ?? 1);
    let product = 0;
    for (let k = 0; k < columns; k++) {
      product += (dn(k) * n(k)) / columns;
      sums[k] += dy[start + k] * n(k);
    }
    for (let k = 0; k < columns; k++) dx[start + k] = inverse[row] * (dn(k) - n(k) * product);
  }
  dGamma?.set(sums);
};

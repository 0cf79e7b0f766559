import type { ReferenceKernels } from "./types.ts";

export const layerNormalization: ReferenceKernels["layerNormalization"] = (args) => {
  const { x, gamma, beta, y, mean, inverse, rows, columns, epsilon } = args;
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    let average = 0;
    for (let k = 0; k < columns; k++) average += x[start + k] / columns;
    let variance = 0;
    for (let k = 0; k < columns; k++) variance += (x[start + k] - average) ** 2 / columns;
    const factor = 1 / Math.sqrt(variance + epsilon);
    for (let k = 0; k < columns; k++) {
      y[start + k] = (x[start + k] - average) * factor * (gamma?.[k] ?? 1) + (beta?.[k] ?? 0);
    }
    mean[row] = average;
    inverse[row] = factor;
  }
};

export const layerNormalizationGradient: ReferenceKernels["layerNormalizationGradient"] = (args) => {
  const { x, gamma, mean, inverse, dy, dx, dGamma, dBeta, rows, columns } = args;
  const gammaSums = new Float64Array(columns);
  const betaSums = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    // n is the normalized x: dx = inverse · (dn − mean of dn − n · mean of dn ∘ n).
    const n = (k: number): number => (x[start + k] - mean[row]) * inverse[row];
    const dn = (k: number): number => dy[start + k] * (gamma?.[k] ?? 1);
    let [average, product] = [0, 0];
    for (let k = 0; k < columns; k++) {
      average += dn(k) / columns;
      product += (dn(k) * n(k)) / columns;
      gammaSums[k] += dy[start + k] * n(k);
      betaSums[k] += dy[start + k];
    }
    for (let k = 0; k < columns; k++) dx[start + k] = inverse[row] * (dn(k) - average - n(k) * product);
  }
  dGamma?.set(gammaSums);
  dBeta?.set(betaSums);
};

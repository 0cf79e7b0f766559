import type { ReferenceKernels } from "./types.ts";

export const columnMoments: ReferenceKernels["columnMoments"] = (args) => {
  const { x, rowMask, mean, variance, rows, columns } = args;
  const counted = countedRows(rowMask, rows);
  const divisor = counted.length + (rowMask === null ? 0 : 1e-7);
  for (let column = 0; column < columns; column++) {
    let sum = 0;
    for (const row of counted) sum += x[row * columns + column];
    const center = sum / divisor;
    let squares = 0;
    for (const row of counted) squares += (x[row * columns + column] - center) ** 2;
    mean[column] = center;
    variance[column] = squares / divisor;
  }
};

export const normalizeColumns: ReferenceKernels["normalizeColumns"] = (args) => {
  const { x, mean, variance, gamma, beta, y, rows, columns, epsilon } = args;
  for (let i = 0; i < rows * columns; i++) {
    const column = i % columns;
    const normal = (x[i] - mean[column]) / Math.sqrt(variance[column] + epsilon);
    y[i] = normal * (gamma?.[column] ?? 1) + (beta?.[column] ?? 0);
  }
};

/**
 * With N what the sums of the moments were divided by, n the normalized x and g = dy ∘ gamma: dVariance = −½ · inverse²
 * · Σ g∘n and dMean = −inverse · Σ g − 2/N · dVariance · Σ (x − mean) over the rows that count, which share both.
 */
export const normalizeColumnsGradient: ReferenceKernels["normalizeColumnsGradient"] = (args) => {
  const { x, rowMask, mean, variance, gamma, dy, dx, dGamma, dBeta, rows, columns, epsilon, fixed } = args;
  const counted = new Set(countedRows(rowMask, rows));
  const divisor = counted.size + (rowMask === null ? 0 : 1e-7);
  for (let column = 0; column < columns; column++) {
    const inverse = 1 / Math.sqrt(variance[column] + epsilon);
    const distance = (row: number): number => x[row * columns + column] - mean[column];
    let [gradients, products, distances] = [0, 0, 0];
    for (let row = 0; row < rows; row++) {
      gradients += dy[row * columns + column];
      products += dy[row * columns + column] * distance(row) * inverse;
      if (counted.has(row)) distances += distance(row);
    }
    if (dGamma !== null) dGamma[column] = products;
    if (dBeta !== null) dBeta[column] = gradients;
    if (dx === null) continue;
    const factor = gamma?.[column] ?? 1;
    const dVariance = -0.5 * inverse ** 2 * products * factor;
    const dMean = -inverse * gradients * factor - (2 / divisor) * dVariance * distances;
    for (let row = 0; row < rows; row++) {
      const own = dy[row * columns + column] * factor * inverse;
      const shared = (dVariance * 2 * distance(row) + dMean) / divisor;
      dx[row * columns + column] = fixed || !counted.has(row) ? own : own + shared;
    }
  }
};

function countedRows(rowMask: Int32Array | null, rows: number): number[] {
  const all = Array.from({ length: rows }, (_, row) => row);
  return rowMask === null ? all : all.filter((row) => rowMask[row] !== 0);
}

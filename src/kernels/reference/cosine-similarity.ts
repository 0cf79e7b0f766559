import type { Floats, ReferenceKernels } from "./types.ts";

/** Rows no longer than this have no direction. */
const shortest = 1e-7;

/** Minus the mean cosine between rows; the arguments are explained in src/kernels/signatures/losses.ts. */
export const cosineSimilarity: ReferenceKernels["cosineSimilarity"] = (args) => {
  const { prediction, target, weights, value, gradient, rows, classes, rowsPerWeight } = args;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const [from, to] = [row * classes, (row + 1) * classes];
    const [p, y] = [prediction.subarray(from, to), target.subarray(from, to)];
    const [scaleP, scaleY] = [p, y].map((x) => 1 / Math.max(Math.sqrt(dot(x, x)), shortest));
    const cosine = dot(p, y) * scaleP * scaleY;
    const share = (weights?.[Math.floor(row / rowsPerWeight)] ?? 1) / rows;
    total -= share * cosine;
    if (gradient === null) continue;
    for (let k = 0; k < classes; k++) {
      const derivative = scaleP * (p[k] * scaleP * cosine - y[k] * scaleY);
      gradient[from + k] = Math.sqrt(dot(p, p)) <= shortest ? 0 : share * derivative;
    }
  }
  value[0] = total;
};

function dot(a: Floats, b: Floats): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

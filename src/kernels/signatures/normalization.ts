import type { Table } from "./kind.ts";

/** Layer, root-mean-square and batch normalization. */
export const normalization = {
  /**
   * y = (x − mean) · inverse · gamma + beta for each row, inverse = 1/√(variance + epsilon), variance over columns.
   * mean, inverse: [rows].
   */
  layerNormalization: {
    x: "floats",
    gamma: "floats?",
    beta: "floats?",
    y: "result",
    mean: "result",
    inverse: "result",
    rows: "size",
    columns: "size",
    epsilon: "number",
  },
  layerNormalizationGradient: {
    x: "floats",
    gamma: "floats?",
    mean: "floats",
    inverse: "floats",
    dy: "floats",
    dx: "result",
    dGamma: "result?",
    dBeta: "result?",
    rows: "size",
    columns: "size",
  },
  /** y = x · inverse · gamma for each row, inverse = 1/√(mean of x² + epsilon). inverse: [rows]. */
  rmsNormalization: {
    x: "floats",
    gamma: "floats?",
    y: "result",
    inverse: "result",
    rows: "size",
    columns: "size",
    epsilon: "number",
  },
  rmsNormalizationGradient: {
    x: "floats",
    gamma: "floats?",
    inverse: "floats",
    dy: "floats",
    dx: "result",
    dGamma: "result?",
    rows: "size",
    columns: "size",
  },
  /**
   * mean and variance [columns] of the columns of x [rows, columns] over the rows that rowMask [rows] keeps: sums
   * divided by their number, with a mask by their number + 10⁻⁷, as Keras does.
   */
  columnMoments: { x: "floats", rowMask: "ints?", mean: "result", variance: "result", rows: "size", columns: "size" },
  /** y = (x − mean) · gamma / √(variance + epsilon) + beta for each column. */
  normalizeColumns: {
    x: "floats",
    mean: "floats",
    variance: "floats",
    gamma: "floats?",
    beta: "floats?",
    y: "result",
    rows: "size",
    columns: "size",
    epsilon: "number",
  },
  /**
   * Its gradients; through mean and variance too, which came from columnMoments of x and rowMask, unless they are
   * fixed.
   */
  normalizeColumnsGradient: {
    x: "floats",
    rowMask: "ints?",
    mean: "floats",
    variance: "floats",
    gamma: "floats?",
    dy: "floats",
    dx: "result?",
    dGamma: "result?",
    dBeta: "result?",
    rows: "size",
    columns: "size",
    epsilon: "number",
    fixed: "flag",
  },
} as const satisfies Table;

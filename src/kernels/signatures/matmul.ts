import type { Table } from "./kind.ts";

/** Products of matrices. */
export const matmul = {
  /**
   * c [rows, columns] = a [rows, inner] · b [inner, columns] (+ bias [columns]).
   * transposeA: a is stored [inner, rows]. transposeB: b is stored [columns, inner].
   */
  matmul: {
    a: "floats",
    b: "floats",
    bias: "floats?",
    c: "result",
    rows: "size",
    columns: "size",
    inner: "size",
    transposeA: "flag",
    transposeB: "flag",
  },
  /**
   * The same product of `batch` pairs of matrices: a [batch, rows, inner], b [batch, inner, columns] → c [batch, rows,
   * columns].
   */
  batchMatmul: {
    a: "floats",
    b: "floats",
    c: "result",
    batch: "size",
    rows: "size",
    columns: "size",
    inner: "size",
    transposeA: "flag",
    transposeB: "flag",
  },
} as const satisfies Table;

import type { Table } from "./kind.ts";

/** The largest of each row. */
export const topK = {
  /** position[row] = the first column with the row's largest value; NaNs are passed over. x [rows, columns]. */
  argmax: { x: "floats", position: "indices", rows: "size", columns: "size" },
  /**
   * Of each row of x [rows, columns] the k ≤ columns largest values, the first of equals first: their indices in
   * indices [rows, k], and in values
   * [rows, k] their log-softmax, x − ln Σ eˣ over the whole row. A NaN counts as −∞ and makes all values of its row
   * NaN.
   */
  topK: { x: "floats", values: "result", indices: "indices", rows: "size", columns: "size", k: "size" },
} as const satisfies Table;

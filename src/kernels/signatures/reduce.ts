import type { Table } from "./kind.ts";

/** Sums and searches over all elements or columns. */
export const reduce = {
  /** y[0] = Σ x, summed in float64. */
  sum: { x: "floats", y: "result", size: "size" },
  /** y[0] = Σ x², summed in float64. */
  sumOfSquares: { x: "floats", y: "result", size: "size" },
  /** x [rows, columns] → y [columns], the sum of each column. */
  columnSum: { x: "floats", y: "result", rows: "size", columns: "size" },
  /** position[0] = index of the first element of x that is NaN or infinite, or −1. */
  findNonFinite: { x: "floats", position: "indices", size: "size" },
} as const satisfies Table;

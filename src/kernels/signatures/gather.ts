import type { Table } from "./kind.ts";

/** Rows of a table by their indices. */
export const gather = {
  /**
   * y[i] = table[indices[i]]; table [rows, width], indices [count], y [count, width]. Indices must be valid: ops check
   * them.
   */
  gather: { table: "floats", indices: "ints", y: "result", count: "size", width: "size" },
  /** dTable[r] = Σ over i with indices[i] = r of dy[i], in the order of i; dTable [rows, width]. */
  gatherGradient: { indices: "ints", dy: "floats", dTable: "result", count: "size", rows: "size", width: "size" },
  /** position[0] = first i with indices[i] outside 0 … rows − 1, or −1. */
  findOutOfRange: { indices: "ints", position: "indices", count: "size", rows: "size" },
  /** mask[i] = indices[i] ≠ value ? 1 : 0 */
  notEqual: { indices: "ints", mask: "indices", value: "size", count: "size" },
} as const satisfies Table;

import type { Table } from "./kind.ts";

/** Masks, and what they keep. */
export const masks = {
  /** mask = a and b, or with either a or b. */
  combineMasks: { a: "ints", b: "ints", mask: "indices", either: "flag", size: "size" },
  /** Masks [rows, aWidth] and [rows, bWidth] side by side; null for ones. */
  joinMasks: { a: "ints?", b: "ints?", mask: "indices", rows: "size", aWidth: "size", bWidth: "size" },
  /** mask[r] = 1 where any number of row r of x [rows, columns] differs from value. */
  rowsDiffer: { x: "floats", mask: "indices", value: "number", rows: "size", columns: "size" },
  /** y[r] = x[r] where mask[r] keeps it, else value in the whole row; x and y [rows, columns]. */
  maskRows: { x: "floats", mask: "ints", y: "result", value: "number", rows: "size", columns: "size" },
  /** y = the larger of a and b */
  maximum: { a: "floats", b: "floats", y: "result", size: "size" },
  /** The larger gets dy; equals get half each. */
  maximumGradient: { a: "floats", b: "floats", dy: "floats", da: "result", db: "result", size: "size" },
} as const satisfies Table;

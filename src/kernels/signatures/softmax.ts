import type { Table } from "./kind.ts";

/** The softmax of rows. */
export const softmax = {
  /** Each row of x [rows, columns] → its softmax; the row's maximum is subtracted first. y may be x. */
  softmax: { x: "floats", y: "result", rows: "size", columns: "size" },
  /** dx = y ∘ (dy − Σ dy ∘ y) */
  softmaxGradient: { y: "floats", dy: "floats", dx: "result", rows: "size", columns: "size" },
} as const satisfies Table;

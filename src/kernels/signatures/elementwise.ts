import type { Table } from "./kind.ts";

/** Element by element. */
export const elementwise = {
  /** y = value */
  fill: { y: "result", value: "number", size: "size" },
  copy: { x: "floats", y: "result", size: "size" },
  /** y = a + b; y may be a or b. The same holds for subtract and multiply. */
  add: { a: "floats", b: "floats", y: "result", size: "size" },
  subtract: { a: "floats", b: "floats", y: "result", size: "size" },
  multiply: { a: "floats", b: "floats", y: "result", size: "size" },
  /** y[r] = x[r] + row for each of the rows; x and y [rows, columns], row [columns]. y may be x. */
  addRow: { x: "floats", row: "floats", y: "result", rows: "size", columns: "size" },
  /** y = factor · x + offset; y may be x. */
  scale: { x: "floats", y: "result", factor: "number", offset: "number", size: "size" },
  /** y = f(x), f by the codes of kernels/activations.ts; y may be x. */
  activate: { x: "floats", y: "result", size: "size", activation: "size" },
  /** dx = dy ∘ f′(x), given x and y = f(x). */
  activateGradient: { x: "floats", y: "floats", dy: "floats", dx: "result", size: "size", activation: "size" },
  /** y = x from 0 on, negativeSlope · x below. */
  leakyRelu: { x: "floats", y: "result", negativeSlope: "number", size: "size" },
  /** dx = dy from 0 on, negativeSlope · dy below; NaN where x is NaN. */
  leakyReluGradient: { x: "floats", dy: "floats", dx: "result", negativeSlope: "number", size: "size" },
} as const satisfies Table;

/** Apart, because the order of the table is that of the generated header, in which it stands before the optimizers. */
export const clamping = {
  /** y = x, but low where it is less and high where it is more; y may be x. NaN stays. */
  clamp: { x: "floats", y: "result", low: "number", high: "number", size: "size" },
} as const satisfies Table;

import { kernels } from "../kernels/current.ts";
import { empty, type Tensor } from "./tensor.ts";

/*
 * Rows of tables, without a gradient, for decoding. Callers see to it that everything is inside;
 * what layers use, with checks and a gradient, is in ops.
 */

/** Rows of a table, of which each is `width` values, at int32 indices: [indices.size, width]. */
export function rowsAt(table: Tensor, indices: Tensor, width: number): Tensor {
  const y = empty([indices.size, width]);
  kernels.gather({ table: table.storage, indices: indices.storage, y: y.storage, count: indices.size, width });
  return y;
}

/**
 * Writes x [rows, …], one or more steps of each row, over a table [slots, capacity, …] from a step on: row r into slot
 * r.
 */
export function writeSteps(x: Tensor, table: Tensor, step: number): void {
  const [rows] = x.shape;
  const [slots, capacity] = table.shape;
  const width = x.size / rows;
  const yStride = table.size / slots;
  const yOffset = step * (yStride / capacity);
  kernels.copyColumns({ x: x.storage, y: table.storage, rows, xStride: width, xOffset: 0, yStride, yOffset, width });
}

/** x [rows, columns] with row [columns] added to each of its rows. */
export function plusRow(x: Tensor, row: Tensor): Tensor {
  const [rows, columns] = x.shape;
  const y = empty(x.shape);
  kernels.addRow({ x: x.storage, row: row.storage, y: y.storage, rows, columns });
  return y;
}

import { kernels } from "../kernels/current.ts";
import { empty, type Tensor } from "./tensor.ts";

/** Which rows make a window, counted from the row that it belongs to. */
export interface WindowRows {
  readonly steps: number;
  /** Where the first row lies, 0 or below. */
  readonly offset: number;
  /** Rows from one step to the next. */
  readonly stride: number;
}

/**
 * Windows of a table [rows, columns] at int32 rows: [rows.size, steps, columns]. Callers choose rows of which no window
 * leaves the table.
 */
export function windowsAt(table: Tensor, rows: Tensor, { steps, offset, stride }: WindowRows): Tensor {
  const [, columns] = table.shape;
  const y = empty([rows.size, steps, columns]);
  kernels.gatherWindows({
    table: table.storage,
    rows: rows.storage,
    y: y.storage,
    batch: rows.size,
    steps,
    offset,
    stride,
    columns,
  });
  return y;
}

/**
 * Values of some columns, int32 `targets`, as many rows after each of int32 `rows` as int32 `horizons` say: [rows.size,
 * horizons.size · targets.size], all of the first horizon first. Callers choose rows that stay inside.
 */
export function targetsAt(table: Tensor, rows: Tensor, horizons: Tensor, targets: Tensor): Tensor {
  const y = empty([rows.size, horizons.size * targets.size]);
  kernels.gatherTargets({
    table: table.storage,
    rows: rows.storage,
    horizons: horizons.storage,
    targets: targets.storage,
    y: y.storage,
    batch: rows.size,
    horizonCount: horizons.size,
    targetCount: targets.size,
    columns: table.shape[1],
  });
  return y;
}

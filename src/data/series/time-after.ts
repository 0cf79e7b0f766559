import { gridTime } from "./grid.ts";
import type { RegularTable } from "./table.ts";

/** The time `rows` rows after a row, where the table has ended as its calendar goes on. */
export function timeAfter({ times, rows: held, step, grid }: RegularTable, row: number, rows: number): number {
  if (row + rows < held) return times[row + rows];
  return grid === undefined ? times[row] + rows * step : gridTime(grid, row + rows);
}

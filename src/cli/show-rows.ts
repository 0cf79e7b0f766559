import { formatRows } from "../data/series/durations.ts";
import type { RegularTable } from "../data/series/table.ts";
import { showHours } from "../report/drawing/format.ts";

/** So many rows of a table as a length of time: "24 h", "12 months", "5 business days". */
export function showRows(rows: number, { step, grid }: Pick<RegularTable, "step" | "grid">): string {
  if (grid?.unit === "business day") return formatRows(rows, grid);
  return showHours((rows * step) / 3_600_000);
}

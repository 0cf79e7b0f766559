import type { RegularTable } from "../data/series/table.ts";
import { showRows } from "./show-rows.ts";

/** Horizons that are named one by one, at most. */
const most = 6;

/** How far ahead is predicted, in words: "6 h, 12 h", or "1 h to 4 days, 96 moments". */
export function horizonsText(horizons: readonly number[], table: Pick<RegularTable, "step" | "grid">): string {
  if (horizons.length <= most) return horizons.map((rows) => showRows(rows, table)).join(", ");
  const [first, last] = [horizons[0], horizons[horizons.length - 1]].map((rows) => showRows(rows, table));
  return `${first} to ${last}, ${horizons.length} moments,`;
}

import { rowQuality, type RegularTable } from "../../data/series/table.ts";
import type { Geometry } from "./prepared.ts";

/** The rows that can be now: every input before them is known, and they were read, not filled in by looking ahead. */
export function rowsWithInputs({ rows, quality }: RegularTable, { steps, every }: Geometry): Int32Array {
  const reach = (steps - 1) * every;
  const usable: number[] = [];
  let lastHole = -1;
  for (let row = 0; row < rows; row++) {
    if (quality[row] === rowQuality.hole) lastHole = row;
    if (row - reach > lastHole && quality[row] !== rowQuality.filled) usable.push(row);
  }
  return Int32Array.from(usable);
}

import type { Forecaster, Ground } from "./forecaster.ts";
import { forecastFrom } from "./forecaster.ts";
import { intervalsAround, type Interval, type LevelBounds } from "./intervals.ts";
import { intervalUnitsOf } from "./error-spreads.ts";
import { timeAfter } from "../../data/series/time-after.ts";

/** Forecasts of moments after the last row of each series, in order of time; all arrays have one value for each. */
export interface Future {
  /** The row that each looks ahead from, the latest that there is for its moment. */
  readonly now: Int32Array;
  /** Rows from there to the moment. */
  readonly ahead: Int32Array;
  /** Milliseconds since 1970, by the calendar of the table. */
  readonly times: Float64Array;
  readonly forecast: Float64Array;
  readonly intervals: readonly Interval[];
}

/**
 * Forecasts every moment after the last row of each series that a horizon reaches from one of the rows `now` (rising),
 * each from the latest of them: with horizons of 1 to 144 rows all from the last one, with one horizon of 144 the next
 * moment from a row 143 before the last, and so on.
 */
export async function futureOf(
  forecaster: Forecaster,
  ground: Ground,
  now: Int32Array,
  bounds: readonly LevelBounds[],
): Promise<Future> {
  const { table, geometry, series, targetColumn } = ground;
  const { horizons } = geometry;
  const eligible = new Set(now);
  const picked: { now: number; h: number }[] = [];
  for (const { to } of series) {
    for (let row = to; row < to + horizons[horizons.length - 1]; row++) {
      const h = horizons.findIndex((horizon) => eligible.has(row - horizon));
      if (h >= 0) picked.push({ now: row - horizons[h], h });
    }
  }
  const rows = Int32Array.from(new Set(picked.map(({ now: row }) => row))).toSorted();
  const from = new Map(Array.from(rows, (row, i) => [row, i]));
  const all = rows.length === 0 ? new Float64Array(0) : await forecastFrom(forecaster, ground, rows);
  const at = picked.map(({ now: row, h }) => (from.get(row) ?? 0) * horizons.length + h);
  const pick = (values: Float64Array): Float64Array => Float64Array.from(at, (i) => values[i]);
  return {
    now: Int32Array.from(picked, ({ now: row }) => row),
    ahead: Int32Array.from(picked, ({ h }) => horizons[h]),
    times: Float64Array.from(picked, ({ now: row, h }) => timeAfter(table, row, horizons[h])),
    forecast: pick(all),
    intervals: intervalsAround(all, bounds, intervalUnitsOf(series, rows, targetColumn)).map(
      ({ level, lower, upper }) => ({
        level,
        lower: pick(lower),
        upper: pick(upper),
      }),
    ),
  };
}

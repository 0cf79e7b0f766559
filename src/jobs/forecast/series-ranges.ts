import type { Scaler } from "../../data/series/scaler.ts";
import type { Range } from "../../data/series/table.ts";

/** One series of a table that may hold several, one below the other. */
export interface SeriesRange extends Range {
  /** Null where there is only one, which has no name. */
  readonly name: string | null;
  /** Of its own rows alone. */
  readonly scaler: Scaler;
  /** How large its errors are beside those of all series, all in standard deviations of their targets. Default: 1. */
  readonly spread?: number;
}

/** The series that a row belongs to; `series` are in the order of their rows. */
export function seriesAt<Series extends Range>(series: readonly Series[], row: number): Series {
  let [low, high] = [0, series.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (series[middle].from <= row) low = middle;
    else high = middle - 1;
  }
  return series[low];
}

/**
 * What errors of forecasts from the rows `now` are measured in, [now.length], so that series of different sizes can be
 * compared: the standard deviation of each one's target. Where there is one series, 1: its own unit.
 */
export function unitsOf(series: readonly SeriesRange[], now: Int32Array, target: number): Float64Array {
  if (series.length === 1) return new Float64Array(now.length).fill(1);
  return Float64Array.from(now, (row) => seriesAt(series, row).scaler.stddev[target]);
}

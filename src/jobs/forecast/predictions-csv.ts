import { csvCell, linesAsBytes } from "../lines.ts";
import type { RegularTable } from "../../data/series/table.ts";
import { timeAfter } from "../../data/series/time-after.ts";
import { timeText } from "../../data/series/time-text.ts";
import type { Future } from "./future.ts";
import type { Interval } from "./intervals.ts";
import { seriesAt, type SeriesRange } from "./series-ranges.ts";

export interface Predictions {
  readonly table: RegularTable;
  /** Rows that the forecasts look ahead from. */
  readonly now: Int32Array;
  /** Rows from now to each moment predicted. */
  readonly horizons: readonly number[];
  /** [now.length, horizons], in the target's unit; NaN where it is not known yet. */
  readonly truth: Float64Array;
  readonly forecast: Float64Array;
  readonly naive: Float64Array;
  /** Around the forecasts, from the narrowest on; empty for a model that was saved without. */
  readonly intervals: readonly Interval[];
  /** The series of the table. Where they have names, these are the first column. */
  readonly series: readonly SeriesRange[];
}

/**
 * Forecasts as CSV, one line for each moment predicted: now, time, truth, forecast, naive, and the ends of the
 * intervals, lower95, lower80, lower50, upper50, upper80, upper95.
 */
export function predictionsCsv(predictions: Predictions): Uint8Array {
  return linesAsBytes(lines(predictions));
}

function* lines(predictions: Predictions): Generator<string> {
  const { table, now, horizons, truth, forecast, naive, intervals, series } = predictions;
  yield [...nameColumn(series), "now,time,truth,forecast,naive", ...endNames(intervals)].join(",");
  // Readings in 32 bits are good for 7 digits; those in 64 are written as they were read.
  const digits = table.values instanceof Float64Array ? 17 : 7;
  const computed = computedDigits(table);
  const columns = ends(intervals);
  for (const [i, row] of now.entries()) {
    const start = timeText(table, table.times[row]);
    for (const [h, horizon] of horizons.entries()) {
      const at = i * horizons.length + h;
      const time = timeText(table, timeAfter(table, row, horizon));
      yield [
        ...nameAt(series, row),
        start,
        time,
        cell(truth[at], digits),
        cell(forecast[at], computed),
        cell(naive[at], digits),
        ...columns.map((end) => cell(end[at], computed)),
      ].join(",");
    }
  }
}

/** Forecasts of the moments after the last row as CSV: now, time, forecast, and the ends of the intervals. */
export function futureCsv(
  table: RegularTable,
  series: readonly SeriesRange[],
  { now, times, forecast, intervals }: Future,
): Uint8Array {
  const columns = ends(intervals);
  const digits = computedDigits(table);
  return linesAsBytes([
    [...nameColumn(series), "now,time,forecast", ...endNames(intervals)].join(","),
    ...Array.from(times, (time, i) =>
      [
        ...nameAt(series, now[i]),
        timeText(table, table.times[now[i]]),
        timeText(table, time),
        cell(forecast[i], digits),
        ...columns.map((end) => cell(end[i], digits)),
      ].join(","),
    ),
  ]);
}

function nameColumn(series: readonly SeriesRange[]): readonly string[] {
  return series[0].name === null ? [] : ["series"];
}

function nameAt(series: readonly SeriesRange[], row: number): readonly string[] {
  const { name } = seriesAt(series, row);
  return name === null ? [] : [csvCell(name)];
}

function ends(intervals: readonly Interval[]): readonly Float64Array[] {
  return [...intervals.toReversed().map(({ lower }) => lower), ...intervals.map(({ upper }) => upper)];
}

function endNames(intervals: readonly Interval[]): readonly string[] {
  const percent = intervals.map(({ level }) => Number((100 * level).toFixed(2)));
  return [...percent.toReversed().map((level) => `lower${level}`), ...percent.map((level) => `upper${level}`)];
}

/**
 * Digits of computed values: 9 tell any two forecasts apart that differ in a bit of 32; where readings need 64 bits,
 * 12.
 */
function computedDigits({ values }: RegularTable): number {
  return values instanceof Float64Array ? 12 : 9;
}

function cell(value: number, digits: number): string {
  return Number.isFinite(value) ? String(digits === 17 ? value : Number(value.toPrecision(digits))) : "";
}

import { linesAsBytes } from "../lines.ts";
import { formatTime } from "../../data/series/calendar.ts";
import { writeDate } from "../../data/series/date-forms.ts";
import { gridTime } from "../../data/series/grid.ts";
import type { RegularTable } from "../../data/series/table.ts";

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
}

/** Forecasts as CSV, one line for each moment predicted: now, time, truth, forecast, naive. */
export function predictionsCsv(predictions: Predictions): Uint8Array {
  return linesAsBytes(lines(predictions));
}

function* lines({ table, now, horizons, truth, forecast, naive }: Predictions): Generator<string> {
  yield "now,time,truth,forecast,naive";
  // Readings in 32 bits are good for 7 digits; those in 64 are written as they were read.
  const digits = table.values instanceof Float64Array ? 17 : 7;
  for (const [i, row] of now.entries()) {
    const start = showTime(table, table.times[row]);
    for (const [h, horizon] of horizons.entries()) {
      const at = i * horizons.length + h;
      const time = showTime(table, timeAfter(table, row, horizon));
      yield `${start},${time},${cell(truth[at], digits)},${cell(forecast[at], 9)},${cell(naive[at], digits)}`;
    }
  }
}

function showTime({ dateForm }: RegularTable, time: number): string {
  return dateForm === undefined ? formatTime(time) : writeDate(time, dateForm);
}

/** The time `rows` rows after a row, where the table has ended as its calendar goes on. */
export function timeAfter({ times, rows: held, step, grid }: RegularTable, row: number, rows: number): number {
  if (row + rows < held) return times[row + rows];
  return grid === undefined ? times[row] + rows * step : gridTime(grid, row + rows);
}

/** 9 digits tell any two forecasts apart that differ in a bit of 32. */
function cell(value: number, digits: number): string {
  return Number.isFinite(value) ? String(digits === 17 ? value : Number(value.toPrecision(digits))) : "";
}

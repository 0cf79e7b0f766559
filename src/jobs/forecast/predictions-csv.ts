import { linesAsBytes } from "../lines.ts";
import { formatTime } from "../../data/series/calendar.ts";
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
  for (const [i, row] of now.entries()) {
    const start = formatTime(table.times[row]);
    for (const [h, horizon] of horizons.entries()) {
      const at = i * horizons.length + h;
      const time = formatTime(timeAfter(table, row, horizon));
      yield `${start},${time},${cell(truth[at], 7)},${cell(forecast[at], 9)},${cell(naive[at], 7)}`;
    }
  }
}

/** The time `rows` rows after a row, counted on in steps where the table has ended. */
export function timeAfter({ times, rows: held, step }: RegularTable, row: number, rows: number): number {
  return row + rows < held ? times[row + rows] : times[row] + rows * step;
}

/** Readings are floats of 32 bits, good for 7 digits; 9 digits tell any two forecasts apart that differ in a bit. */
function cell(value: number, digits: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(digits))) : "";
}

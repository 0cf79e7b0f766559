import type { DateForm } from "./date-forms.ts";
import type { Grid } from "./grid.ts";

/** Readings of several quantities over time, as plain arrays. */
export interface Table {
  /** Where it came from, for messages: a file, a query, or "simulated weather". */
  readonly source: string;
  readonly columns: readonly string[];
  readonly rows: number;
  /**
   * [rows, columns], row by row; NaN where there is no value. In 64 bits where 32 do not hold every number as it is
   * written, with its first 7 digits.
   */
  readonly values: Float32Array | Float64Array;
  /**
   * [rows] milliseconds since 1970-01-01 00:00 by the clock of the source, whatever its time zone; NaN where a time
   * could not be read.
   */
  readonly times: Float64Array;
  /** How the source writes its times where they are days or longer; none where they have a clock time. */
  readonly dateForm?: DateForm;
}

/** A table whose rows follow each other at one step: what windows are cut from. */
export interface RegularTable extends Table {
  /** Milliseconds from one row to the next. A mean length where the calendar makes it vary: months, quarters, years. */
  readonly step: number;
  /** The moments at which rows are due, row 0 at its origin; none where rows only follow each other. */
  readonly grid?: Grid;
  /** [rows] a code of `rowQuality` each. */
  readonly quality: Uint8Array;
  /** [rows, columns] 1 where a value was put in place: an input, but no truth. None where all values were read. */
  readonly filled?: Uint8Array;
}

/** What is known of a row of a regular table. */
export const rowQuality = {
  /** Every value was in the source. */
  read: 0,
  /** At least one value was put in its place: a missing value, or the whole row of a gap. */
  filled: 1,
  /** At least one value is not known (NaN); no window may touch the row. */
  hole: 2,
  /**
   * The newest rows of all, where the target was read and other columns were not: their last known values stand in, and
   * nothing later was looked at. A forecast may start there.
   */
  carried: 3,
} as const;

/** The rows from, from + 1, … to − 1. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** The rows from, from + 1, … to − 1 of a table; they share its memory. */
export function rowsOf(table: RegularTable, from: number, to: number): RegularTable {
  const { values, times, quality, filled, columns, grid } = table;
  const width = columns.length;
  return {
    ...table,
    rows: to - from,
    values: values.subarray(from * width, to * width),
    times: times.subarray(from, to),
    quality: quality.subarray(from, to),
    ...(filled === undefined ? {} : { filled: filled.subarray(from * width, to * width) }),
    ...(grid === undefined ? {} : { grid: { ...grid, origin: from === 0 ? grid.origin : times[from] } }),
  };
}

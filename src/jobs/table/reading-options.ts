import type { Decimal } from "./number-formats.ts";
import type { Duration } from "../../data/series/durations.ts";

/** What a file does not say about itself, or says in two ways. */
export interface ReadingOptions {
  /**
   * The column that holds the times; with a + between them several that make one, such as date+hour. Default: the first
   * that does nearly everywhere, with the column of hours where the dates have none.
   */
  readonly time?: string;
  /**
   * How times are written: a format's name, such as "DD/MM/YYYY", or signs as strptime reads them, such as "%d.%m.%y".
   * Default: found, from the whole column.
   */
  readonly timeFormat?: string;
  /**
   * The zone whose clock times without a distance from UTC keep, such as "Europe/Berlin": they are turned into UTC, and
   * the hour that comes twice at the end of summer time stays two. Default: the clock of the file.
   */
  readonly timeZone?: string;
  /** Time from one row to the next, in a file without times, such as "1d": rows are counted from 1 January 2000. */
  readonly step?: Duration;
  /** The sign before decimals, in every column: the other one groups thousands. Default: found, for each column. */
  readonly decimal?: Decimal;
  /** Whether the first line holds the columns' names; false: they are called column0, column1, …. Default: found. */
  readonly header?: boolean;
  /**
   * The column that tells several series of a file apart: "store" takes all of them, "store=A" the rows whose store is
   * A. Default: the file holds one series.
   */
  readonly id?: string;
}

/** Names of the options, for checks of unknown ones. */
export const readingOptionNames = {
  time: true,
  timeFormat: true,
  timeZone: true,
  step: true,
  decimal: true,
  header: true,
  id: true,
} as const;

/** Those of the options that were given. */
export function readingOptions(options: ReadingOptions): ReadingOptions {
  const { time, timeFormat, timeZone, step, decimal, header, id } = options;
  return {
    ...(time === undefined ? {} : { time }),
    ...(timeFormat === undefined ? {} : { timeFormat }),
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(step === undefined ? {} : { step }),
    ...(decimal === undefined ? {} : { decimal }),
    ...(header === undefined ? {} : { header }),
    ...(id === undefined ? {} : { id }),
  };
}

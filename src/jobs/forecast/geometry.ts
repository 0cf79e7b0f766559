import { formatRows, rowsIn, type Duration } from "../../data/series/durations.ts";
import type { StepUnit } from "../../data/series/grid.ts";
import type { Split } from "../../data/series/split.ts";
import type { Range, RegularTable } from "../../data/series/table.ts";
import { seasonRows } from "./season.ts";
import { asOption, OptionError } from "../option-error.ts";
import { DataError } from "../table/data-error.ts";
import type { ForecastOptions } from "./options.ts";
import type { Geometry } from "./prepared.ts";

const hour = 3_600_000;

/** Rows from the first input of a window to now. */
export function reachOf({ steps, every }: Geometry): number {
  return (steps - 1) * every;
}

/**
 * A range of a series whose first row can be now: its windows look back on the rows before it, which predict nothing of
 * it.
 */
export function lookingBack({ from, to }: Range, series: Range, geometry: Geometry): Range {
  return { from: Math.max(series.from, from - reachOf(geometry)), to };
}

/** Rows that a window looks back on where they are more than an hour apart: a year, or four weeks, of a calendar. */
const calendarLookback: Readonly<Record<StepUnit, number>> = {
  fixed: 60,
  "business day": 20,
  month: 12,
  quarter: 8,
  year: 5,
};

/** Rows of the splits of a series of usual length. */
export interface Room {
  readonly train: number;
  /** Of validation and test, the shorter. */
  readonly held: number;
}

interface FittedGeometry extends Geometry {
  /** A sentence for each default that was shortened to the series. */
  readonly notes: readonly string[];
}

/**
 * The options' durations in rows, with defaults that suit the step of the table and the length of its series: windows
 * leave half of the training rows to move in, and forecasts look no further than the held-out splits allow.
 */
export function geometryOf(table: RegularTable, options: ForecastOptions, room: Room): FittedGeometry {
  const { step, grid } = table;
  const { lookback, ahead, horizon, aggregate = "sample" } = options;
  // Aggregated rows lie `every` apart already.
  const every = aggregate === "sample" ? options.every : 1;
  const unit = grid?.unit ?? "fixed";
  const fits = (length: number): boolean => Number.isInteger(length / step);
  const rows = (duration: Duration, name: string): number => asOption(() => rowsIn(duration, step, name, unit));
  const long = (count: number): string => formatRows(count, { step, unit });
  const everyRows = every === undefined ? (fits(hour) ? hour / step : 1) : rows(every, "every");
  const furthest = Math.max(1, Math.round((24 * hour) / step));
  const near = nearEnough(furthest, room);
  const horizons =
    horizon !== undefined
      ? Array.from({ length: rows(horizon, "horizon") }, (_, i) => i + 1)
      : ahead === undefined
        ? [near]
        : ahead.map((length) => rows(length, "ahead"));
  const usual =
    step <= hour ? Math.floor((240 * hour) / step / everyRows) * everyRows : calendarLookback[unit] * everyRows;
  const short = shortEnough(usual, Math.floor((room.train - Math.max(...horizons)) / 2), everyRows, table);
  const lookbackRows = lookback === undefined ? short : rows(lookback, "lookback");
  if (lookbackRows % everyRows !== 0) {
    throw new OptionError(
      `lookback ${long(lookbackRows)} is not a multiple of every ` +
        `${long(everyRows)}; help: choose lengths that fit`,
    );
  }
  const shortened = (name: string, from: number, to: number): string =>
    `The series is too short for the usual ${name} of ${long(from)}: ${long(to)} is taken (--${name} sets it).`;
  return {
    lookback: lookbackRows,
    every: everyRows,
    steps: lookbackRows / everyRows,
    horizons: [...new Set(horizons)].toSorted((a, b) => a - b),
    notes: [
      ...(horizon === undefined && ahead === undefined && near < furthest ? [shortened("ahead", furthest, near)] : []),
      ...(lookback === undefined && short < usual ? [shortened("lookback", usual, short)] : []),
    ],
  };
}

/** The usual distance ahead, or a part of it where the held-out splits or the training rows could not hold it. */
function nearEnough(usual: number, { train, held }: Room): number {
  const fits = held >= 1.25 * usual && train >= 3 * usual;
  return fits ? usual : Math.max(1, Math.min(usual, Math.floor(held / 2), Math.floor(train / 4)));
}

/** The usual lookback, or as much as there is room for, in whole seasons where one fits. */
function shortEnough(usual: number, room: number, every: number, table: RegularTable): number {
  if (usual <= room) return usual;
  const season = seasonRows(table) ?? 1;
  const whole = room >= season && season % every === 0 ? season : every;
  return Math.max(every, Math.floor(room / whole) * whole);
}

/**
 * Throws a DataError that says what would fit when the training split is shorter than one window, or one of the others
 * than the distance ahead; those look back on the rows before them.
 */
export function expectRoom(table: RegularTable, split: Split, geometry: Geometry): void {
  const { every, lookback, horizons } = geometry;
  const furthest = horizons[horizons.length - 1];
  const long = (rows: number): string => formatRows(rows, { step: table.step, unit: table.grid?.unit ?? "fixed" });
  const length = (rows: number): string => `${rows} rows (${long(rows)})`;
  for (const [name, { from, to }] of Object.entries(split)) {
    const held = to - from;
    const back = name === "train" ? reachOf(geometry) : 0;
    const needed = back + 1 + furthest;
    if (held >= needed) continue;
    // Half of the split for looking back leaves windows to choose from.
    const room = back === 0 ? 0 : Math.floor((held - furthest) / 2 / every) * every;
    const shorter = room > 0 ? `lookback ${long(room)} or less` : "ahead less far";
    throw new DataError(
      `the ${name} split has ${length(held)}, and one window needs ${length(needed)}: ` +
        `${back === 0 ? "" : `${long(lookback)} back and `}${long(furthest)} ahead`,
      { file: table.source, help: `try ${shorter}, or give more rows` },
    );
  }
}

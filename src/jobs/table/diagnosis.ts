import { checkOptions } from "../../tensor/options.ts";
import { formatTime } from "../../data/series/calendar.ts";
import { gridIndex } from "../../data/series/grid.ts";
import { placesKept, summarizeColumn, type SentinelOptions } from "./missing-values.ts";
import { lineOf, type RawTable, type Reading } from "./raw-table.ts";
import { offGrid, timelineOf, type Timeline } from "./timeline.ts";

/** A row that something was found at. */
export interface Place {
  /** From 1, in the order of the source. */
  readonly row: number;
  /** Its line in the file, from 1; null where rows are not lines. */
  readonly line: number | null;
  readonly time: string;
}

/** How often something was found, and where first. */
export interface Finding {
  readonly count: number;
  readonly first: readonly Place[];
}

/** Time without a row: from the last one before to the first one after. */
export interface Gap {
  readonly from: string;
  readonly to: string;
  /** How many rows are not there. */
  readonly rows: number;
  /** The row after the gap. */
  readonly place: Place;
}

/** What is odd in a table. Plain data, for JSON; `describeDiagnosis` puts it into words. */
export interface Diagnosis {
  readonly source: string;
  readonly reading: Reading;
  readonly rows: number;
  readonly columns: readonly string[];
  readonly first: string;
  readonly last: string;
  /** Milliseconds, the most frequent from one row to the next; 0 when no two times differ. */
  readonly step: number;
  /** "fixed", or what of the calendar a step is. */
  readonly stepUnit: Timeline["unit"];
  /** The share of rows that follow the row before by one step or a whole number of them, give or take a tenth. */
  readonly regularity: number;
  readonly gaps: {
    readonly count: number;
    /** Over all gaps. */
    readonly missingRows: number;
    readonly longest: Gap | null;
    readonly first: readonly Gap[];
  };
  /** Rows with the time of a row before them. `different`: how many of them also say something else. */
  readonly duplicates: Finding & { readonly different: number };
  /** Rows that are earlier than the row before them. */
  readonly outOfOrder: Finding;
  /** Rows between two points of the grid of steps. */
  readonly offGrid: Finding;
  readonly unreadableTimes: Finding;
  /**
   * The clock seems to change between summer and winter time: an hour is left out in one season and comes twice in
   * another.
   */
  readonly daylightSaving: boolean;
  /** Columns with empty cells, or texts instead of numbers. `longest`: rows without a value in a row. */
  readonly missing: readonly (Finding & { readonly column: string; readonly longest: number })[];
  /** Numbers that stand for "missing". */
  readonly sentinels: readonly (Finding & { readonly column: string; readonly value: number })[];
  readonly constant: readonly { readonly column: string; readonly value: number }[];
}

/** Looks at every row of a table as it was read. Changes nothing. */
export function diagnose(table: RawTable, options: SentinelOptions = {}): Diagnosis {
  checkOptions("diagnose", options, { sentinels: true, keep: true });
  const { times, columns, rows, values } = table;
  const timeline = timelineOf(times);
  const { order, step, unit, regularity } = timeline;
  const summaries = columns.map((column, k) => ({
    column,
    ...summarizeColumn(values, columns.length, k, order, options),
  }));
  const find = (test: (row: number) => boolean): Finding => {
    const found = findRows(rows, test);
    return { count: found.count, first: found.rows.map((row) => placeAt(table, row)) };
  };
  const gaps = findGaps(table, timeline);
  const duplicates = findDuplicates(table, order);
  return {
    source: table.source,
    reading: table.reading,
    rows,
    columns,
    first: order.length === 0 ? formatTime(NaN) : formatTime(times[order[0]]),
    last: order.length === 0 ? formatTime(NaN) : formatTime(times[order[order.length - 1]]),
    step,
    stepUnit: unit,
    regularity,
    gaps: gaps.summary,
    duplicates: duplicates.finding,
    outOfOrder: find((row) => row > 0 && times[row] < times[row - 1]),
    offGrid: find((row) => step > 0 && offGrid(timeline, times[row]) > 0),
    unreadableTimes: find((row) => Number.isNaN(times[row])),
    daylightSaving: changesClock(timeline, times, gaps.after, duplicates.rows),
    missing: summaries
      .filter(({ missing }) => missing.count > 0)
      .map(({ column, missing }) => ({
        column,
        count: missing.count,
        longest: missing.longest,
        first: missing.rows.map((row) => placeAt(table, row)),
      })),
    sentinels: summaries.flatMap(({ column, sentinels }) =>
      sentinels.map(({ value, count, rows: found }) => ({
        column,
        value,
        count,
        first: found.map((row) => placeAt(table, row)),
      })),
    ),
    constant: summaries.filter(({ low, high }) => low === high).map(({ column, low }) => ({ column, value: low })),
  };
}

function placeAt(table: RawTable, row: number): Place {
  return { row: row + 1, line: lineOf(table, row), time: formatTime(table.times[row]) };
}

function findRows(rows: number, test: (row: number) => boolean): { count: number; rows: number[] } {
  let count = 0;
  const found: number[] = [];
  for (let row = 0; row < rows; row++) {
    if (!test(row)) continue;
    if (found.length < placesKept) found.push(row);
    count++;
  }
  return { count, rows: found };
}

/** The gaps, and for each of them the row that ends it. */
function findGaps(table: RawTable, timeline: Timeline): { summary: Diagnosis["gaps"]; after: number[] } {
  const { times } = table;
  const { order, step } = timeline;
  const after: number[] = [];
  const first: Gap[] = [];
  let missingRows = 0;
  let longest: Gap | null = null;
  const last = step > 0 ? order.length : 0;
  for (let i = 1; i < last; i++) {
    const [before, row] = [order[i - 1], order[i]];
    const rows = gridIndex(timeline, times[row]) - gridIndex(timeline, times[before]) - 1;
    if (rows < 1) continue;
    after.push(row);
    missingRows += rows;
    if (first.length >= placesKept && rows <= (longest?.rows ?? 0)) continue;
    const gap = { from: formatTime(times[before]), to: formatTime(times[row]), rows, place: placeAt(table, row) };
    if (rows > (longest?.rows ?? 0)) longest = gap;
    if (first.length < placesKept) first.push(gap);
  }
  return { summary: { count: after.length, missingRows, longest, first }, after };
}

function findDuplicates(table: RawTable, order: Int32Array): { finding: Diagnosis["duplicates"]; rows: number[] } {
  const { times, values, columns } = table;
  const width = columns.length;
  const rows: number[] = [];
  let different = 0;
  let original = 0;
  for (let i = 1; i < order.length; i++) {
    if (times[order[i]] !== times[order[i - 1]]) {
      original = i;
      continue;
    }
    rows.push(order[i]);
    const [a, b] = [order[original] * width, order[i] * width];
    if (columns.some((_, k) => !Object.is(values[a + k], values[b + k]))) different++;
  }
  const first = rows.slice(0, placesKept).map((row) => placeAt(table, row));
  return { finding: { count: rows.length, different, first }, rows };
}

const hour = 3_600_000;

/**
 * Whether an hour comes twice on a Sunday in March, April, September, October or November, and an hour is missing on
 * another one, or no other time comes twice.
 */
function changesClock(
  { step }: Timeline,
  times: Float64Array,
  afterGaps: readonly number[],
  duplicates: readonly number[],
): boolean {
  if (step === 0 || hour % step !== 0) return false;
  const onChange = (row: number): boolean => {
    const date = new Date(times[row]);
    return date.getUTCDay() === 0 && date.getUTCHours() <= 4 && [2, 3, 8, 9, 10].includes(date.getUTCMonth());
  };
  const perHour = hour / step;
  const known = new Set(times);
  const skipped = afterGaps.some(
    (row) => onChange(row) && known.has(times[row] - hour - step) && !known.has(times[row] - hour),
  );
  const repeats = new Map<number, number>();
  for (const row of duplicates) {
    const clock = Math.floor(times[row] / hour);
    if (onChange(row)) repeats.set(clock, (repeats.get(clock) ?? 0) + 1);
  }
  const twice = [...repeats.values()].filter((count) => count === perHour).length;
  // A series that has the end of summer time alone shows it by nothing else having a time twice.
  return twice > 0 && (skipped || twice * perHour === duplicates.length);
}

import { checkOptions } from "../../tensor/options.ts";
import { formatTime } from "../../data/series/calendar.ts";
import { gridTime } from "../../data/series/grid.ts";
import { rowQuality, type RegularTable } from "../../data/series/table.ts";
import { DataError } from "./data-error.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { followingRows, gapError, rowsOnGrid, type PlacedRows } from "./placed-rows.ts";
import { placeOf, type RawTable } from "./raw-table.ts";
import { timelineOf, type Timeline } from "./timeline.ts";

/**
 * "interpolate": a straight line between the readings around it, which looks at the reading after it. "previous": the
 * reading before it. "error": a DataError.
 */
export type FillPolicy = "interpolate" | "previous" | "error";

export interface RepairOptions {
  /**
   * Rows that are not there. Default "interpolate". "ignore": rows follow each other as they are, whatever their times,
   * as trading days do; times between two steps stay, too.
   */
  readonly gaps?: FillPolicy | "ignore";
  /** Values that are not there, or that stand for "missing". Default "interpolate". */
  readonly missing?: FillPolicy;
  /** Maximum length of a gap, in rows, that is filled; longer gaps, and those at the ends, become holes. Default 12. */
  readonly longest?: number;
}

/** Everything that repair changed, counted. */
export interface Repairs {
  /** Rows that came before an earlier one. */
  readonly sortedRows: number;
  /** Rows with the time of a row before them, and rows nearest to the same step as another: the first is kept. */
  readonly droppedDuplicates: number;
  readonly droppedUnreadableTimes: number;
  /** Rows between two steps, which now count as the nearest one. */
  readonly movedRows: number;
  /** Rows that were not there and are now: filled, or holes. */
  readonly addedRows: number;
  /** Rows with at least one value filled in. */
  readonly filledRows: number;
  /** The newest rows, in which the last known values of other columns than the target stand in. */
  readonly carriedRows: number;
  /** Rows that stay unknown, which no window may touch. */
  readonly holeRows: number;
  /**
   * For each column that had any: sentinels taken for missing, and values filled in. Added rows are not counted again.
   */
  readonly columns: readonly { readonly column: string; readonly sentinels: number; readonly filled: number }[];
}

export interface Repaired {
  readonly table: RegularTable;
  readonly repairs: Repairs;
}

/**
 * Makes a regular table: rows in order of time, one per step, without sentinels, short gaps filled. What was done is
 * counted, and each row says whether it was read, filled, or is a hole. Out-of-order rows are sorted; of rows with the
 * same time the first is kept.
 *
 * Throws a DataError when a policy is "error" and there is something, when times are too irregular for a grid, or when
 * a target says nothing.
 */
export function repair(raw: RawTable, diagnosis: Diagnosis, options: RepairOptions = {}): Repaired {
  checkOptions("repair", options, { gaps: true, missing: true, longest: true });
  const { gaps = "interpolate", missing = "interpolate", longest = 12 } = options;
  if (!Number.isSafeInteger(longest) || longest < 0) {
    throw new RangeError(`repair: longest ${longest} is not a whole number of rows, 0 or more`);
  }
  const timeline = timelineOf(raw.times);
  if (timeline.step === 0) {
    throw new DataError("all rows have the same time", { file: raw.source, help: "name the column of times (time)" });
  }
  const placed = gaps === "ignore" ? followingRows(raw, timeline) : rowsOnGrid(raw, timeline);
  if (gaps === "error" && placed.added > 0) throw gapError(raw, diagnosis);

  const table = copyRows(raw, placed, timeline, gaps !== "ignore");
  const sentinels = raw.columns.map((_, k) => clearSentinels(table.values, raw, diagnosis, k));
  if (missing === "error") expectComplete(raw, table.values, placed);
  const filled = raw.columns.map((column, k) =>
    fillColumn(table, k, placed, {
      gaps: gaps === "ignore" ? missing : gaps,
      missing,
      longest,
      carry: raw.targets.length > 0 && !raw.targets.includes(column),
    }),
  );
  markHoles(table);
  for (const target of raw.targets) expectTarget(raw, table, target);

  const count = (quality: number): number => table.quality.reduce((sum, code) => sum + (code === quality ? 1 : 0), 0);
  const repairs: Repairs = {
    sortedRows: diagnosis.outOfOrder.count,
    droppedDuplicates: placed.dropped,
    droppedUnreadableTimes: diagnosis.unreadableTimes.count,
    movedRows: placed.moved,
    addedRows: placed.added,
    filledRows: count(rowQuality.filled),
    carriedRows: count(rowQuality.carried),
    holeRows: count(rowQuality.hole),
    columns: raw.columns
      .map((column, k) => ({ column, sentinels: sentinels[k], filled: filled[k] }))
      .filter((column) => column.sentinels + column.filled > 0),
  };
  const { filled: marks, ...plain } = table;
  return { table: marks.includes(1) ? table : plain, repairs };
}

/**
 * Months have different lengths, and rows that follow each other as they are lie on no grid: there, rows keep their own
 * times.
 */
function copyRows(raw: RawTable, { from }: PlacedRows, timeline: Timeline, onGrid: boolean): MarkedTable {
  const { unit, step, origin, monthEnd } = timeline;
  const ownTimes = !onGrid || !["fixed", "business day"].includes(unit);
  const width = raw.columns.length;
  const rows = from.length;
  const values = new (raw.values instanceof Float64Array ? Float64Array : Float32Array)(rows * width).fill(NaN);
  const times = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const source = from[row];
    times[row] = ownTimes && source >= 0 ? raw.times[source] : gridTime(timeline, row);
    if (source >= 0) values.set(raw.values.subarray(source * width, (source + 1) * width), row * width);
  }
  return {
    source: raw.source,
    columns: raw.columns,
    rows,
    values,
    times,
    ...(raw.dateForm === undefined ? {} : { dateForm: raw.dateForm }),
    step,
    ...(onGrid ? { grid: { unit, step, origin, monthEnd } } : {}),
    quality: new Uint8Array(rows),
    filled: new Uint8Array(rows * width),
  };
}

/** A table with the values marked that were put in place. */
type MarkedTable = RegularTable & Required<Pick<RegularTable, "filled">>;

/** Turns the sentinels that the diagnosis found in a column into NaN. */
function clearSentinels(
  values: RegularTable["values"],
  { columns }: RawTable,
  { sentinels }: Diagnosis,
  column: number,
): number {
  const sentinelValues = sentinels.filter((sentinel) => sentinel.column === columns[column]).map(({ value }) => value);
  if (sentinelValues.length === 0) return 0;
  let count = 0;
  for (let i = column; i < values.length; i += columns.length) {
    if (!sentinelValues.includes(Math.fround(values[i]))) continue;
    values[i] = NaN;
    count++;
  }
  return count;
}

interface FillOptions {
  readonly gaps: FillPolicy;
  readonly missing: FillPolicy;
  readonly longest: number;
  /** Whether the last known value may stand in at the end of the table: the column is no target. */
  readonly carry: boolean;
}

/** Fills the short runs of NaN in one column and marks their rows and values. Returns how many values that were. */
function fillColumn(
  { values, rows, columns, quality, filled: marks }: MarkedTable,
  column: number,
  { from }: PlacedRows,
  { gaps, missing, longest, carry }: FillOptions,
): number {
  const width = columns.length;
  const at = (row: number): number => values[row * width + column];
  let filled = 0;
  for (let start = 0; start < rows; start++) {
    if (!Number.isNaN(at(start))) continue;
    let end = start;
    let absent = true;
    for (; end < rows && Number.isNaN(at(end)); end++) absent &&= from[end] < 0;
    const policy = absent ? gaps : missing;
    const carried = carry && end === rows && policy !== "error";
    const previous = policy === "previous" || carried;
    const known = start > 0 && (previous || end < rows);
    if (known && end - start <= longest) {
      const [before, after] = [at(start - 1), previous ? at(start - 1) : at(end)];
      for (let row = start; row < end; row++) {
        const share = (row - start + 1) / (end - start + 1);
        values[row * width + column] = before + share * (after - before);
        marks[row * width + column] = 1;
        if (!carried || from[row] < 0) quality[row] = rowQuality.filled;
        else if (quality[row] === rowQuality.read) quality[row] = rowQuality.carried;
        if (from[row] >= 0) filled++;
      }
    }
    start = end;
  }
  return filled;
}

function markHoles({ values, columns, quality }: RegularTable): void {
  const width = columns.length;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) quality[Math.floor(i / width)] = rowQuality.hole;
  }
}

/** Throws when a row that the source has lacks a value. */
function expectComplete(raw: RawTable, values: RegularTable["values"], { from }: PlacedRows): void {
  const width = raw.columns.length;
  for (let i = 0; i < values.length; i++) {
    const source = from[Math.floor(i / width)];
    if (source < 0 || !Number.isNaN(values[i])) continue;
    throw new DataError(`a value is missing at ${formatTime(raw.times[source])}`, {
      file: raw.source,
      place: placeOf(raw, source),
      column: raw.columns[i % width],
      help: 'fill missing values (missing: "interpolate" or "previous"), or leave the column out',
    });
  }
}

function expectTarget(raw: RawTable, { values, rows, columns, quality }: RegularTable, target: string): void {
  const column = columns.indexOf(target);
  let [low, high] = [Infinity, -Infinity];
  for (let row = 0; row < rows; row++) {
    if (quality[row] === rowQuality.hole) continue;
    low = Math.min(low, values[row * columns.length + column]);
    high = Math.max(high, values[row * columns.length + column]);
  }
  if (low < high) return;
  const problem =
    low === high
      ? `the target is always ${low}: there is nothing to predict`
      : "the target has no value in a row without a hole";
  throw new DataError(problem, {
    file: raw.source,
    column: target,
    help: "choose another target, or leave out columns with long gaps",
  });
}

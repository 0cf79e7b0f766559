import { formatDuration, rowsIn, type Duration } from "../../data/series/durations.ts";
import { gridIndex, gridTime } from "../../data/series/grid.ts";
import { asOption, OptionError } from "../option-error.ts";
import { DataError } from "./data-error.ts";
import { plural } from "./describe.ts";
import type { Diagnosis } from "./diagnosis.ts";
import type { RawTable } from "./raw-table.ts";
import { timelineOf, type Timeline } from "./timeline.ts";

/** What the rows of a step become: "sample" takes one of them, the others one value of all. */
export const aggregateNames = ["sample", "mean", "sum", "last"] as const;
export type Aggregate = (typeof aggregateNames)[number];

/** Of the readings of one column in one step, in order of time: at least one. */
const rules: Readonly<Record<Exclude<Aggregate, "sample">, (values: readonly number[]) => number>> = {
  mean: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  sum: (values) => values.reduce((sum, value) => sum + value, 0),
  last: (values) => values[values.length - 1],
};

export interface Aggregated {
  readonly raw: RawTable;
  /** What was done, in words. */
  readonly lines: readonly string[];
}

/**
 * One row for each step of time, as pandas' `resample(every)` makes them: steps are counted from the midnight before
 * the first row, a row has the time at which its step begins, and holds the mean, the sum or the last of the readings
 * in it. Missing readings and sentinels are left out; a step without any reading of a column is missing there. Of rows
 * with the same time the first counts.
 *
 * A step at either end that a column's readings do not reach through is missing in that column: its sum would be too
 * small. Throws an OptionError for steps shorter than the source's.
 */
export function aggregateRows(
  raw: RawTable,
  diagnosis: Diagnosis,
  every: Duration,
  by: Exclude<Aggregate, "sample">,
): Aggregated {
  const timeline = timelineOf(raw.times);
  const { columns, times } = raw;
  const width = columns.length;
  const length = lengthOf(every, timeline);
  const order = timeline.order.filter((row, i) => i === 0 || times[row] !== times[timeline.order[i - 1]]);
  const first = Math.floor((times[order[0]] - midnight(times[order[0]])) / length);
  const origin = midnight(times[order[0]]) + first * length;
  const steps: Steps = {
    timeline,
    origin,
    length,
    count: Math.floor((times[order[order.length - 1]] - origin) / length) + 1,
  };
  const all = new Float64Array(steps.count * width).fill(NaN);
  const about = columns.flatMap((column, k) => {
    const sentinels = diagnosis.sentinels.filter((found) => found.column === column).map(({ value }) => value);
    const readings = Array.from(order, (row) => ({ time: times[row], value: raw.values[row * width + k] })).filter(
      ({ value }) => !Number.isNaN(value) && !sentinels.includes(Math.fround(value)),
    );
    const { values, partial, cut } = columnOf(readings, steps, rules[by]);
    values.forEach((value, step) => (all[step * width + k] = value));
    const said = [
      partial > 0 && `${plural(partial, "step")} with values missing, the ${by} is of those that are there`,
      cut > 0 && `${plural(cut, "step")} at the ends not reached through, left out`,
    ].filter((part) => part !== false);
    return said.length === 0 ? [] : [`aggregated: column "${column}": ${said.join("; ")}`];
  });
  const kept = stepsWithValues(all, steps.count, width);
  const { lines: _lines, ...table } = raw;
  const result: RawTable = {
    ...table,
    rows: kept.length,
    times: Float64Array.from(kept, (step) => origin + step * length),
    values: Float64Array.from(kept.flatMap((step) => [...all.subarray(step * width, (step + 1) * width)])),
    lines: null,
  };
  expectStep(result, length);
  const became = `${plural(diagnosis.rows, "row")} became ${kept.length.toLocaleString("en-US")}`;
  return {
    raw: result,
    lines: [`aggregated: every row is the ${by} of ${formatDuration(length)}, from its time on; ${became}`, ...about],
  };
}

/** Steps of time, one after the other. */
interface Steps {
  /** Where the rows of the source are due. */
  readonly timeline: Timeline;
  /** The beginning of the first, and the milliseconds of each. */
  readonly origin: number;
  readonly length: number;
  readonly count: number;
}

interface Readings {
  readonly time: number;
  readonly value: number;
}

/** One column: a value for each step, how many steps lack readings, and how many at the ends were left out. */
function columnOf(
  readings: readonly Readings[],
  { timeline, origin, length, count }: Steps,
  rule: (values: readonly number[]) => number,
): { readonly values: Float64Array; readonly partial: number; readonly cut: number } {
  const values = new Float64Array(count).fill(NaN);
  if (readings.length === 0) return { values, partial: 0, cut: 0 };
  const due = timeline.unit === "fixed" ? Math.max(1, Math.floor(length / timeline.step)) : 1;
  const held = Array.from({ length: count }, (): number[] => []);
  const stepAt = (time: number): number => Math.floor((time - origin) / length);
  for (const { time, value } of readings) held[stepAt(time)].push(value);
  const [first, last] = [readings[0].time, readings[readings.length - 1].time];
  const neighbour = (time: number, rows: number): number => gridTime(timeline, gridIndex(timeline, time) + rows);
  const [from, to] = [stepAt(first), stepAt(last)];
  const cut = new Set([
    ...(stepAt(neighbour(first, -1)) >= from ? [from] : []),
    ...(stepAt(neighbour(last, 1)) <= to ? [to] : []),
  ]);
  let partial = 0;
  held.forEach((found, step) => {
    if (found.length === 0 || cut.has(step)) return;
    if (found.length < due) partial++;
    values[step] = rule(found);
  });
  return { values, partial, cut: cut.size };
}

const day = 86_400_000;

function midnight(time: number): number {
  return Math.floor(time / day) * day;
}

/** Milliseconds of a step; plain numbers are rows of the source. */
function lengthOf(every: Duration, { step, unit }: Timeline): number {
  const counted = typeof every === "number" || /^\d+$/.test(every.trim());
  if (counted) return asOption(() => rowsIn(every, step, "every")) * step;
  const length = asOption(() => rowsIn(every, 1, "every"));
  if (unit === "fixed" || unit === "business day" ? length >= step : false) return length;
  throw new OptionError(
    `every ${every} is shorter than the step of the rows, ${formatDuration(step)}, or these are of a calendar: there ` +
      "is nothing to aggregate; help: choose a longer step, or leave aggregate out",
  );
}

/** Steps that hold a reading of any column: gaps between them are gaps between rows. */
function stepsWithValues(values: Float64Array, steps: number, width: number): readonly number[] {
  return Array.from({ length: steps }, (_, step) => step).filter((step) =>
    values.subarray(step * width, (step + 1) * width).some((value) => !Number.isNaN(value)),
  );
}

/** Throws where so many steps hold nothing that the rows show another step, or one that a calendar would have. */
function expectStep({ times, rows, source }: RawTable, length: number): void {
  if (rows < 2) {
    throw new DataError(`aggregated to ${formatDuration(length)}, has ${plural(rows, "whole step")}`, {
      file: source,
      help: "choose a shorter step (--every), or give more rows",
    });
  }
  const { step } = timelineOf(times);
  if (step === length) return;
  throw new DataError(`aggregated to ${formatDuration(length)}, most rows would be ${formatDuration(step)} apart`, {
    file: source,
    help: "choose another step (--every), less than 28d and no shorter than the time between most readings",
  });
}

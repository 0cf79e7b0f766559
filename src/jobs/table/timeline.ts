import { gridIndex, gridTime, type Grid } from "../../data/series/grid.ts";

/** The rows of a table in order of time, and the grid that their times keep: its row 0 is due nearest to the first. */
export interface Timeline extends Grid {
  /** Rows whose time is known, by time; rows of the same time in the order of the source. */
  readonly order: Int32Array;
  /**
   * The share of differences between rows that are the step, give or take a tenth of it, or a whole number of steps.
   */
  readonly regularity: number;
}

const day = 86_400_000;
const calendarSteps = [
  { unit: "month", from: 28 * day, to: 31 * day, mean: 30.436875 * day },
  { unit: "quarter", from: 89 * day, to: 92 * day, mean: 91.310625 * day },
  { unit: "year", from: 365 * day, to: 366 * day, mean: 365.2425 * day },
] as const;

export function timelineOf(times: Float64Array): Timeline {
  const order = sortedRows(times);
  const steps = new Map<number, number>();
  for (let i = 1; i < order.length; i++) {
    const difference = times[order[i]] - times[order[i - 1]];
    if (difference > 0) steps.set(difference, (steps.get(difference) ?? 0) + 1);
  }
  const { step, unit, jitter } = stepOf(steps, order, times);
  let regular = 0;
  let total = 0;
  for (const [difference, count] of steps) {
    total += count;
    const off = Math.abs(difference - Math.max(1, Math.round(difference / step)) * step);
    if (off <= step / 10) regular += count;
  }
  const grid = { unit, step, ...originOf(order, times, unit, step, jitter) };
  return { order, ...grid, regularity: total === 0 ? 0 : regular / total };
}

interface Step {
  readonly step: number;
  readonly unit: Grid["unit"];
  /** Times lie around their steps rather than on them. */
  readonly jitter: boolean;
}

/** Steps that clocks are set to, in milliseconds. */
const roundSteps = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10_800, 21_600, 43_200]
  .concat(86_400, 604_800)
  .map((seconds) => 1000 * seconds);

/**
 * The most frequent difference between rows is the step. Where differences scatter closely around a step that clocks
 * are set to, and none is most of them, it is that step. A day is a business day where rows leave out every weekend.
 */
function stepOf(steps: ReadonlyMap<number, number>, order: Int32Array, times: Float64Array): Step {
  const mode = mostFrequent(steps);
  const calendar = calendarSteps.find(({ from, to }) => mode >= from && mode <= to);
  if (calendar !== undefined) return { step: calendar.mean, unit: calendar.unit, jitter: false };
  if (mode === day && leavesOutWeekends(order, times)) return { step: day, unit: "business day", jitter: false };
  const near = roundSteps.find((round) => Math.abs(mode - round) <= round / 20);
  if (near !== undefined && near !== mode) {
    let [close, total] = [0, 0];
    for (const [difference, count] of steps) {
      total += count;
      if (Math.abs(difference - near) <= near / 20) close += count;
    }
    if ((steps.get(mode) ?? 0) < total / 2 && close >= total / 2) return { step: near, unit: "fixed", jitter: true };
  }
  return { step: mode, unit: "fixed", jitter: false };
}

/** No row on a Saturday or Sunday, and at least one weekend between two rows. */
function leavesOutWeekends(order: Int32Array, times: Float64Array): boolean {
  let weekends = 0;
  for (let i = 0; i < order.length; i++) {
    const weekday = new Date(times[order[i]]).getUTCDay();
    if (weekday === 0 || weekday === 6) return false;
    if (i > 0 && weekday === 1 && times[order[i]] - times[order[i - 1]] === 3 * day) weekends++;
  }
  return weekends > 0;
}

function originOf(
  order: Int32Array,
  times: Float64Array,
  unit: Grid["unit"],
  step: number,
  jitter: boolean,
): Pick<Grid, "origin" | "monthEnd"> {
  if (order.length === 0) return { origin: NaN, monthEnd: false };
  const first = times[order[0]];
  if (unit === "business day" || step === 0) return { origin: first, monthEnd: false };
  if (unit !== "fixed") return calendarOrigin(order, times, unit, step);
  const phases = new Map<number, number>();
  // Jitter has no most frequent place within a step: the place is found to a hundredth of it.
  const width = jitter ? step / 100 : 1;
  for (const row of order) {
    const phase = (Math.round(times[row] / width) * width) % step;
    phases.set((phase + step) % step, (phases.get((phase + step) % step) ?? 0) + 1);
  }
  const phase = mostFrequent(phases);
  return { origin: Math.round((first - phase) / step) * step + phase, monthEnd: false };
}

/** The most frequent day of the month, or the last one where rows stand at the ends of months. */
function calendarOrigin(
  order: Int32Array,
  times: Float64Array,
  unit: Grid["unit"],
  step: number,
): Pick<Grid, "origin" | "monthEnd"> {
  const dates = Array.from(order, (row) => new Date(times[row]));
  const days = new Map<number, number>();
  let [ends, lasts] = [0, 0];
  for (const date of dates) {
    const dayOfMonth = date.getUTCDate();
    const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
    days.set(dayOfMonth, (days.get(dayOfMonth) ?? 0) + 1);
    if (dayOfMonth > last - 3) ends++;
    if (dayOfMonth === last) lasts++;
  }
  const monthEnd = ends === dates.length && lasts > dates.length / 2;
  const [first] = dates;
  const time = first.getTime();
  const dayOfMonth = monthEnd ? 28 : mostFrequent(days);
  const start = time + (Math.min(28, dayOfMonth) - first.getUTCDate()) * day;
  // A day above 28 is kept where the first month has it.
  const origin = !monthEnd && dayOfMonth > 28 && first.getUTCDate() === dayOfMonth ? time : start;
  const grid = { unit, step, origin, monthEnd };
  return { origin: gridTime(grid, gridIndex(grid, time)), monthEnd };
}

/** The share of rows that follow the row before, as they stand, by exactly one step. */
export function stepsKept(times: Float64Array): number {
  const { step, unit } = timelineOf(times);
  if (step === 0) return 0;
  const tolerance = unit === "fixed" ? step / 1000 : step / 10;
  let kept = 0;
  for (let row = 1; row < times.length; row++) {
    if (Math.abs(times[row] - times[row - 1] - step) <= tolerance) kept++;
  }
  return kept / (times.length - 1);
}

/** How far a time lies from its grid point, in milliseconds; on a grid of months, 0 up to three days. */
export function offGrid(timeline: Timeline, time: number): number {
  const off = Math.abs(time - gridTime(timeline, gridIndex(timeline, time)));
  return timeline.unit === "fixed" || timeline.unit === "business day" || off > 3 * day ? off : 0;
}

/** Rows whose time is known, by time; rows of the same time in the order of the source. */
export function sortedRows(times: Float64Array): Int32Array {
  const known = new Int32Array(times.length);
  let count = 0;
  let sorted = true;
  let last = -Infinity;
  for (let row = 0; row < times.length; row++) {
    const time = times[row];
    if (Number.isNaN(time)) continue;
    known[count++] = row;
    sorted &&= time >= last;
    last = time;
  }
  const order = known.subarray(0, count);
  return sorted ? order : order.toSorted((a, b) => times[a] - times[b] || a - b);
}

/** The key that was counted most, the smallest of equals; 0 when there is none. */
function mostFrequent(counts: ReadonlyMap<number, number>): number {
  let [best, most] = [0, 0];
  for (const [key, count] of counts) {
    if (count > most || (count === most && key < best)) [best, most] = [key, count];
  }
  return best;
}

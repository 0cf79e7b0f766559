/** The rows of a table in order of time, and the step that their times keep. */
export interface Timeline {
  /** Rows whose time is known, by time; rows of the same time in the order of the source. */
  readonly order: Int32Array;
  /** The most frequent time from one row to the next, in milliseconds; 0 when no two times differ. */
  readonly step: number;
  /** Months, quarters and years vary in length: rows are then counted in mean lengths. */
  readonly unit: "fixed" | "month" | "quarter" | "year";
  /**
   * The share of differences between rows that are the step, give or take a tenth of it, or a whole number of steps.
   */
  readonly regularity: number;
  /** The time on the grid of steps that is nearest to the first row. */
  readonly origin: number;
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
  const mode = mostFrequent(steps);
  const calendar = calendarSteps.find(({ from, to }) => mode >= from && mode <= to);
  const step = calendar?.mean ?? mode;
  let regular = 0;
  let total = 0;
  for (const [difference, count] of steps) {
    total += count;
    const off = Math.abs(difference - Math.max(1, Math.round(difference / step)) * step);
    if (off <= step / 10) regular += count;
  }
  const phases = new Map<number, number>();
  if (calendar === undefined && step > 0) {
    for (const row of order) {
      const phase = ((times[row] % step) + step) % step;
      phases.set(phase, (phases.get(phase) ?? 0) + 1);
    }
  }
  const first = order.length === 0 ? NaN : times[order[0]];
  const phase = mostFrequent(phases);
  const origin = phases.size === 0 ? first : Math.round((first - phase) / step) * step + phase;
  return { order, step, unit: calendar?.unit ?? "fixed", regularity: total === 0 ? 0 : regular / total, origin };
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

/** The number of the grid point nearest to a time; 0 is that of the first row. */
export function gridPoint({ origin, step }: Timeline, time: number): number {
  return Math.round((time - origin) / step);
}

/** How far a time lies from its grid point, in milliseconds; on a calendar's grid, 0 up to three days. */
export function offGrid(timeline: Timeline, time: number): number {
  const off = Math.abs(time - timeline.origin - gridPoint(timeline, time) * timeline.step);
  return timeline.unit === "fixed" || off > 3 * day ? off : 0;
}

function sortedRows(times: Float64Array): Int32Array {
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

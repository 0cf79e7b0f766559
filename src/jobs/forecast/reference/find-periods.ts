import { lineThrough, movingAverage } from "./decompose.ts";

/** A season of a series. */
export interface Period {
  /** Its length in rows. */
  readonly rows: number;
  /** How far it repeats: the autocorrelation of the detrended series at its length, up to 1. */
  readonly strength: number;
}

const hour = 3_600_000;
const calendar = [hour, 24 * hour, 7 * 24 * hour, 365.25 * 24 * hour];

/** Seasons returned at most. */
const most = 3;

/** Seasons repeat at least so far, and further than chance: in standard errors, more for the best of many lengths. */
const weakest = 0.1;
const standardErrors = { calendar: 3, peak: 5 };

/** A multiple of a season counts as a season of its own when it repeats by so much better. */
const better = 0.05;

/** The latest rows that are searched for any period, and how many peaks are tried. */
const mostSearched = 4_096;
const mostPeaks = 8;

/**
 * The seasons of a series, strongest first, at most three, each of at most half its length. Tried are the hour, the
 * day, the week and the year in rows of `step` milliseconds, and every peak of the autocorrelation of the latest
 * 4,096 rows. A season's strength is the autocorrelation at its length after a moving average over it (a straight
 * line, in series of fewer than three seasons) is taken away, so that trends and slow waves do not pass for seasons.
 */
export function findPeriods(values: Float64Array, step: number): Period[] {
  const named = calendar.map((length) => Math.round(length / step));
  const peaks = peaksOf(values.subarray(-mostSearched)).toSorted((a, b) => a - b);
  const found: Period[] = [];
  // The calendar first: a peak beside the day's is the day.
  for (const rows of new Set([...named, ...peaks])) {
    if (rows < 2 || 2 * rows > values.length) continue;
    const strength = strengthOf(values, rows);
    const chance =
      (named.includes(rows) ? standardErrors.calendar : standardErrors.peak) / Math.sqrt(values.length - rows);
    if (!(strength > Math.max(weakest, chance))) continue;
    if (found.some((known) => isNearMultiple(rows, known.rows) && strength < known.strength + better)) continue;
    found.push({ rows, strength });
  }
  return found.toSorted((a, b) => b.strength - a.strength).slice(0, most);
}

/** Whether so many rows are about a season or some seasons, to a tenth of one. */
function isNearMultiple(rows: number, season: number): boolean {
  const seasons = Math.max(1, Math.round(rows / season));
  return Math.abs(rows - seasons * season) <= Math.max(1, 0.1 * season);
}

function strengthOf(values: Float64Array, rows: number): number {
  const trend = values.length < 3 * rows ? lineOf(values) : movingAverage(values, rows);
  // What is left of a straight line is rounding, which repeats.
  const rounded = values.map((value, i) =>
    Math.abs(value - trend[i]) <= 1e-12 * Math.abs(value) ? 0 : value - trend[i],
  );
  return autocorrelation(rounded, rows);
}

function lineOf(values: Float64Array): Float64Array {
  const { start, growth } = lineThrough(values);
  return values.map((_, i) => start + growth * i);
}

/** Correlation of the values with those `lag` rows earlier, over pairs that are both known; NaN for constants. */
function autocorrelation(values: Float64Array, lag: number): number {
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = lag; i < values.length; i++) {
    const [x, y] = [values[i], values[i - lag]];
    if (!(x === x && y === y)) continue;
    xy += x * y;
    xx += x * x;
    yy += y * y;
  }
  return xy / Math.sqrt(xx * yy);
}

/** Lags at which the autocorrelation is highest within a tenth around: the highest peaks. */
function peaksOf(values: Float64Array): number[] {
  const trend = lineOf(values);
  const rest = values.map((value, i) => value - trend[i]);
  const longest = Math.floor(values.length / 2);
  const correlations = Float64Array.from({ length: longest + 2 }, (_, lag) =>
    lag === 0 ? 1 : autocorrelation(rest, lag),
  );
  const peaks: number[] = [];
  for (let lag = 2; lag <= longest; lag++) {
    const reach = Math.max(1, Math.floor(lag / 10));
    const around = correlations.subarray(lag - reach, lag + reach + 1);
    if (correlations[lag] > weakest && correlations[lag] >= Math.max(...around)) peaks.push(lag);
  }
  return peaks.toSorted((a, b) => correlations[b] - correlations[a]).slice(0, mostPeaks);
}

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

/** The same in standard errors of a series whose neighbours are alike, as in a random walk. */
const alikeErrors = { calendar: 1.5, peak: 4 };

/** Those that repeat so far need fewer of them: series of few seasons cannot reach more. */
const strong = { strength: 0.5, calendar: 1, peak: 2 };

/** Lags from which the likeness of neighbours is estimated. */
const mostLags = 64;

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
    const rest = detrended(values, rows);
    const strength = autocorrelation(rest, rows);
    const kind = named.includes(rows) ? "calendar" : "peak";
    if (!(strength > Math.max(weakest, standardErrors[kind] / Math.sqrt(values.length - rows)))) continue;
    const errors = (strength < strong.strength ? alikeErrors : strong)[kind];
    if (strength < errors * standardErrorOf(rest, rows)) continue;
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

function detrended(values: Float64Array, rows: number): Float64Array {
  const trend = values.length < 3 * rows ? lineOf(values) : movingAverage(values, rows);
  // What is left of a straight line is rounding, which repeats.
  return values.map((value, i) => (Math.abs(value - trend[i]) <= 1e-12 * Math.abs(value) ? 0 : value - trend[i]));
}

/**
 * Bartlett's standard error of the autocorrelation r at a lag, for a series that is alike up to there only:
 * √((1 + 2·Σ r²) / rows), over the lags before, of which at most 64 are computed.
 */
function standardErrorOf(rest: Float64Array, lag: number): number {
  const stride = Math.ceil((lag - 1) / mostLags);
  let [total, count] = [0, 0];
  for (let k = 1; k < lag; k += stride) {
    total += autocorrelation(rest, k) ** 2;
    count++;
  }
  return Math.sqrt((1 + (2 * (lag - 1) * total) / Math.max(1, count)) / rest.length);
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

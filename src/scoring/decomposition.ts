import { mean, type Numbers } from "./numbers.ts";

/** A series as trend + season + remainder, in its own unit; NaN where a part is not known. */
export interface Decomposition {
  /** [values] the mean of one season around each value; NaN within half a season of a gap and of both ends. */
  readonly trend: Float64Array;
  /** [period] what is added at each place in the season, counted from the first value; their mean is 0. */
  readonly season: Float64Array;
  /** [values] what is left. */
  readonly remainder: Float64Array;
  /** 0 to 1: the share of the variance of trend + remainder that is not the remainder's; null where nothing varies. */
  readonly trendStrength: number | null;
  /** The same of season + remainder. */
  readonly seasonStrength: number | null;
}

/**
 * Classical additive decomposition with a season of `period` values (Hyndman and Athanasopoulos, Forecasting:
 * Principles and Practice, 3rd edition, section 3.4):
 *   trend      moving average of one season; with an even period the mean of two neighbouring ones (2 × period)
 *   season     mean of values − trend at each place in the season, less the mean of these means
 *   remainder  values − trend − season
 * and the strengths max(0, 1 − var(remainder) / var(part + remainder)) of section 4.3.
 *
 * Values that are not finite are missing. Null where fewer than two whole seasons are there, or a place in the season
 * has no value. Throws a RangeError for a period that is not an integer of at least 2.
 */
export function decomposition(values: Numbers, period: number): Decomposition | null {
  if (!(Number.isInteger(period) && period >= 2))
    throw new RangeError(`decomposition: period is ${period}, expected an integer of at least 2`);
  if (values.length < 2 * period) return null;
  const trend = movingAverage(values, period);
  const detrended = trend.map((level, i) => values[i] - level);
  const [sums, counts] = [new Float64Array(period), new Int32Array(period)];
  detrended.forEach((value, i) => {
    if (!Number.isFinite(value)) return;
    sums[i % period] += value;
    counts[i % period]++;
  });
  if (counts.includes(0)) return null;
  const means = sums.map((sum, place) => sum / counts[place]);
  const centre = mean(means) ?? 0;
  const season = means.map((value) => value - centre);
  const remainder = detrended.map((value, i) => value - season[i % period]);
  return {
    trend,
    season,
    remainder,
    trendStrength: strength(
      trend.map((level, i) => level + remainder[i]),
      remainder,
    ),
    seasonStrength: strength(detrended, remainder),
  };
}

/** The mean of `period` values around each; the two at the ends count half where the period is even. */
function movingAverage(values: Numbers, period: number): Float64Array {
  const half = Math.floor(period / 2);
  const isEven = period % 2 === 0;
  // Sums of what differs from the mean of all keep the digits of large values.
  const base = mean(Array.from(values).filter((value) => Number.isFinite(value))) ?? 0;
  const sums = new Float64Array(values.length + 1);
  const gaps = new Int32Array(values.length + 1);
  for (let i = 0; i < values.length; i++) {
    const isKnown = Number.isFinite(values[i]);
    sums[i + 1] = sums[i] + (isKnown ? values[i] - base : 0);
    gaps[i + 1] = gaps[i] + (isKnown ? 0 : 1);
  }
  return Float64Array.from(values, (_, i) => {
    const [from, to] = [i - half, i + half];
    if (from < 0 || to >= values.length || gaps[to + 1] > gaps[from]) return NaN;
    const all = sums[to + 1] - sums[from];
    return base + (isEven ? all - (values[from] + values[to] - 2 * base) / 2 : all) / period;
  });
}

/** How much of the variance of a sum is not the remainder's. */
function strength(together: Float64Array, remainder: Float64Array): number | null {
  const whole = variance(together);
  const left = variance(remainder);
  return whole === null || left === null || whole === 0 ? null : Math.max(0, 1 - left / whole);
}

function variance(values: Float64Array): number | null {
  const known = values.filter((value) => Number.isFinite(value));
  const centre = mean(known) ?? 0;
  return mean(known.map((value) => (value - centre) ** 2));
}

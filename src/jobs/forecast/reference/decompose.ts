import type { Season } from "./fitted.ts";

/** Centred moving average over a season; NaN where it does not fit. Half weights at both ends where it is even. */
export function movingAverage(values: Float64Array, period: number): Float64Array {
  const half = Math.floor(period / 2);
  const even = period % 2 === 0;
  const average = new Float64Array(values.length).fill(Number.NaN);
  // Sums of what is left above the first value keep the digits of large values.
  const origin = values.find((value) => !Number.isNaN(value)) ?? 0;
  const sums = new Float64Array(values.length + 1);
  const known = new Int32Array(values.length + 1);
  values.forEach((value, i) => {
    const missing = Number.isNaN(value);
    sums[i + 1] = sums[i] + (missing ? 0 : value - origin);
    known[i + 1] = known[i] + (missing ? 0 : 1);
  });
  for (let i = half; i + half < values.length; i++) {
    const [from, to] = [i - half, i + half + 1];
    if (known[to] - known[from] < to - from) continue;
    const ends = even ? (values[from] + values[to - 1]) / 2 - origin : 0;
    average[i] = origin + (sums[to] - sums[from] - ends) / period;
  }
  return average;
}

/**
 * The season of each phase by classical decomposition: what is left above the centred moving average, or its ratio
 * to it, averaged over the seasons, with mean 0 or 1. [period]; phase 0 is the first value. A phase that no season
 * knows is neutral.
 */
export function seasonsOf(values: Float64Array, period: number, season: Exclude<Season, "none">): number[] {
  const trend = movingAverage(values, period);
  const multiplicative = season === "multiplicative";
  const sums = new Float64Array(period);
  const counts = new Float64Array(period);
  values.forEach((value, i) => {
    const rest = multiplicative ? value / trend[i] : value - trend[i];
    if (!Number.isFinite(rest)) return;
    sums[i % period] += rest;
    counts[i % period]++;
  });
  const neutral = multiplicative ? 1 : 0;
  const means = Array.from(sums, (sum, i) => (counts[i] === 0 ? neutral : sum / counts[i]));
  const mean = means.reduce((sum, value) => sum + value, 0) / period;
  return means.map((value) => (multiplicative ? value / mean : value - mean));
}

/** The straight line through the known values by least squares: its value at index 0, and growth in one row. */
export function lineThrough(values: Float64Array): { readonly start: number; readonly growth: number } {
  const origin = values.find((value) => !Number.isNaN(value)) ?? Number.NaN;
  const middle = (values.length - 1) / 2;
  let [count, t, tt, y, ty] = [0, 0, 0, 0, 0];
  values.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    const [at, above] = [i - middle, value - origin];
    count++;
    t += at;
    tt += at * at;
    y += above;
    ty += at * above;
  });
  const spread = tt - (t * t) / count;
  const growth = spread > 0 ? (ty - (t * y) / count) / spread : 0;
  return { start: origin + y / count - growth * (t / count + middle), growth };
}

import type { Autocorrelation, DailyCycle, ErrorHistogram, ErrorsByHour, Series } from "./forecast/forecast-data.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Numbers by index; NaN and infinities stand for missing values. */
export type Numbers = ArrayLike<number>;

/**
 * A series with at most `limit` points that still reaches every extreme. The first and last point stay; those between are cut into
 * equally many neighbouring points, of which the smallest and the largest remain, in order of time. A stretch without any
 * value becomes one `null`; a gap that is shorter disappears. A series that is short enough is only copied.
 */
export function thin(times: Numbers, values: Numbers, limit = 2000): Series {
  sameLength("thin", times, values);
  if (!(limit >= 4)) throw new RangeError(`thin: limit is ${limit}, expected 4 or more`);
  const count = values.length;
  const kept = count <= limit ? Array.from({ length: count }, (_, index) => index) : extremes(values, limit);
  return { times: kept.map((index) => times[index]), values: kept.map((index) => finiteOrNull(values[index])) };
}

/** Indices of the first point, the extremes of (limit − 2) / 2 buckets, and the last point. */
function extremes(values: Numbers, limit: number): number[] {
  const inner = values.length - 2;
  const buckets = Math.floor((limit - 2) / 2);
  const kept = [0];
  for (let bucket = 0; bucket < buckets; bucket++) {
    const from = 1 + Math.floor((bucket * inner) / buckets);
    const to = 1 + Math.floor(((bucket + 1) * inner) / buckets);
    let smallest = -1;
    let largest = -1;
    for (let index = from; index < to; index++) {
      if (!Number.isFinite(values[index])) continue;
      if (smallest < 0 || values[index] < values[smallest]) smallest = index;
      if (largest < 0 || values[index] > values[largest]) largest = index;
    }
    if (smallest < 0) kept.push(from);
    else if (smallest === largest) kept.push(smallest);
    else kept.push(Math.min(smallest, largest), Math.max(smallest, largest));
  }
  kept.push(values.length - 1);
  return kept;
}

/**
 * The values below which the shares `p` (0 to 1) of all values lie, between neighbours in proportion: position p · (n − 1) in the
 * sorted values, counted from 0 (Hyndman and Fan 1996, definition 7). Missing values do not count; `null` when there are none.
 */
export function quantiles<const P extends readonly number[]>(values: Numbers, p: P): { [K in keyof P]: number | null };
export function quantiles(values: Numbers, p: readonly number[]): (number | null)[] {
  const sorted = Float64Array.from(values)
    .filter((value) => Number.isFinite(value))
    .toSorted();
  return p.map((share) => {
    if (!(share >= 0 && share <= 1)) throw new RangeError(`quantiles: share is ${share}, expected 0 to 1`);
    if (sorted.length === 0) return null;
    const position = share * (sorted.length - 1);
    const below = Math.floor(position);
    const above = Math.ceil(position);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  });
}

/** Mean and 10 % and 90 % quantiles by hour of the day (UTC). Hours without a value have `null`. */
export function dailyCycle(times: Numbers, values: Numbers): DailyCycle {
  sameLength("dailyCycle", times, values);
  const byHour = groupByHour(times, values);
  const spread = byHour.map((group) => quantiles(group, [0.1, 0.9]));
  return {
    hours: byHour.map((_, hour) => hour),
    mean: byHour.map(mean),
    low: spread.map(([low]) => low),
    high: spread.map(([, high]) => high),
  };
}

/** Mean absolute errors by hour of the day (UTC) that is forecast. Moments where the truth or a forecast is missing do not count. */
export function errorsByHour(times: Numbers, truth: Numbers, forecast: Numbers, naive: Numbers): ErrorsByHour {
  for (const numbers of [truth, forecast, naive]) sameLength("errorsByHour", times, numbers);
  const best = Float64Array.from(truth, (value, index) => Math.abs(forecast[index] - value));
  const simple = Float64Array.from(truth, (value, index) => Math.abs(naive[index] - value));
  for (let index = 0; index < best.length; index++) {
    if (Number.isFinite(best[index]) && Number.isFinite(simple[index])) continue;
    best[index] = NaN;
    simple[index] = NaN;
  }
  return {
    hours: Array.from({ length: 24 }, (_, hour) => hour),
    best: groupByHour(times, best).map(mean),
    naive: groupByHour(times, simple).map(mean),
  };
}

/** The finite values of each of the 24 hours of the day. */
function groupByHour(times: Numbers, values: Numbers): Float64Array[] {
  const hourOf = (index: number): number => Math.floor((((times[index] % DAY) + DAY) % DAY) / HOUR);
  const counts = new Int32Array(24);
  for (let index = 0; index < values.length; index++) if (Number.isFinite(values[index])) counts[hourOf(index)]++;
  const groups = Array.from(counts, (count) => new Float64Array(count));
  const filled = new Int32Array(24);
  for (let index = 0; index < values.length; index++) {
    if (!Number.isFinite(values[index])) continue;
    const hour = hourOf(index);
    groups[hour][filled[hour]++] = values[index];
  }
  return groups;
}

export interface AutocorrelationOptions {
  /** Hours between neighbouring values. */
  readonly stepHours: number;
  /** The longest lag; default 168, a week. */
  readonly longestHours?: number;
  /** Hours between lags, rounded to whole steps; default 1, and never less than a step. */
  readonly everyHours?: number;
}

/**
 * Autocorrelation of a regular series,
 *   r_k = Σ (x_t − m)(x_{t+k} − m) / Σ (x_t − m)²,  m the mean,
 * for lags k from 0. Where values are missing, the sum over the pairs that are there is scaled up to all n − k pairs and the sum of
 * squares to all n values. `null` where there is no pair, and everywhere when the values are all the same.
 */
export function autocorrelation(values: Numbers, options: AutocorrelationOptions): Autocorrelation {
  const { stepHours, longestHours = 168, everyHours = 1 } = options;
  if (!(stepHours > 0)) throw new RangeError(`autocorrelation: stepHours is ${stepHours}, expected more than 0`);
  const count = values.length;
  const centre = mean(Array.from(values).filter((value) => Number.isFinite(value))) ?? 0;
  const x = Float64Array.from(values, (value) => (Number.isFinite(value) ? value - centre : NaN));
  const variance = meanProduct(x, 0);
  const every = Math.max(1, Math.round(everyHours / stepHours));
  const longest = Math.min(count - 1, Math.floor(longestHours / stepHours + 1e-9));
  const lagHours: number[] = [];
  const r: (number | null)[] = [];
  for (let lag = 0; lag <= longest; lag += every) {
    lagHours.push(lag * stepHours);
    const product = meanProduct(x, lag);
    r.push(
      variance === null || variance === 0 || product === null ? null : (((count - lag) / count) * product) / variance,
    );
  }
  return { lagHours, r };
}

/** Mean of x_t · x_{t+lag} over the pairs that are there. */
function meanProduct(x: Float64Array, lag: number): number | null {
  let sum = 0;
  let pairs = 0;
  for (let t = lag; t < x.length; t++) {
    const product = x[t] * x[t - lag];
    // A missing value makes the product NaN, the only value that differs from itself.
    if (product !== product) continue;
    sum += product;
    pairs++;
  }
  return pairs === 0 ? null : sum / pairs;
}

/**
 * How the errors (forecast − truth) of two forecasts are spread over `bins` equally wide bins around 0. The bins reach to the 99 %
 * quantile of the larger absolute errors; the outer bins also hold what lies beyond. Missing errors do not count.
 */
export function errorHistogram(best: Numbers, naive: Numbers, bins = 41): ErrorHistogram {
  if (!(bins >= 1 && Number.isInteger(bins)))
    throw new RangeError(`errorHistogram: bins is ${bins}, expected a whole number above 0`);
  const reach =
    Math.max(...[best, naive].map((errors) => quantiles(Float64Array.from(errors, Math.abs), [0.99])[0] ?? 0)) || 1;
  const edges = Array.from({ length: bins + 1 }, (_, edge) => reach * ((2 * edge) / bins - 1));
  const shares = (errors: Numbers): number[] => {
    const counts = Array.from({ length: bins }, () => 0);
    let total = 0;
    for (let index = 0; index < errors.length; index++) {
      if (!Number.isFinite(errors[index])) continue;
      const bin = Math.floor(((errors[index] / reach + 1) / 2) * bins);
      counts[Math.min(bins - 1, Math.max(0, bin))]++;
      total++;
    }
    return counts.map((number) => (total === 0 ? 0 : number / total));
  };
  return { edges, best: shares(best), naive: shares(naive) };
}

/**
 * The stretch of `length` milliseconds whose mean absolute error is closest to that of the whole, so that a picture of it neither
 * flatters nor blackens the forecast. Stretches start at midnight (UTC) or at the first time and end before the last. Times must rise; [from, to) are indices.
 */
export function representativeStretch(times: Numbers, errors: Numbers, length: number): { from: number; to: number } {
  sameLength("representativeStretch", times, errors);
  const count = times.length;
  const sums = new Float64Array(count + 1);
  const counts = new Float64Array(count + 1);
  for (let index = 0; index < count; index++) {
    const present = Number.isFinite(errors[index]);
    sums[index + 1] = sums[index] + (present ? Math.abs(errors[index]) : 0);
    counts[index + 1] = counts[index] + (present ? 1 : 0);
  }
  const overall = sums[count] / counts[count];
  let chosen = { from: 0, to: count };
  let smallest = Infinity;
  for (let from = 0, to = 0; from < count; from++) {
    if (from > 0 && Math.floor(times[from] / DAY) === Math.floor(times[from - 1] / DAY)) continue;
    const end = times[from] + length;
    while (to < count && times[to] < end) to++;
    // A later stretch that runs out of times may be shorter than was asked for.
    if (from > 0 && to === count) break;
    const distance = Math.abs((sums[to] - sums[from]) / (counts[to] - counts[from]) - overall);
    if (from > 0 && !(distance < smallest)) continue;
    smallest = Number.isFinite(distance) ? distance : Infinity;
    chosen = { from, to };
  }
  return chosen;
}

/** Finite values only, as JSON has no others. */
export function finiteOrNull(value: number | null | undefined): number | null {
  return value !== null && value !== undefined && Number.isFinite(value) ? value : null;
}

function mean(values: ArrayLike<number> & Iterable<number>): number | null {
  if (values.length === 0) return null;
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function sameLength(who: string, times: Numbers, values: Numbers): void {
  if (times.length === values.length) return;
  throw new RangeError(`${who}: ${times.length} times and ${values.length} values, expected as many of each`);
}

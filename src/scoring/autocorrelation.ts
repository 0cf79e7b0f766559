import { mean, type Numbers } from "./numbers.ts";

/** How alike a series is to itself some hours earlier, −1 to 1. */
export interface Autocorrelation {
  readonly lagHours: readonly number[];
  readonly r: readonly (number | null)[];
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
 * for lags k from 0. Where values are missing, the sum over the pairs that are there is scaled up to all n − k pairs
 * and the sum of squares to all n values. `null` where there is no pair, and everywhere when the values are all the
 * same.
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
 * ±1.96/√n: where 95 % of the autocorrelations of n values lie that have nothing to do with each other; null of none.
 */
export function whiteNoiseBound(count: number): number | null {
  return count > 0 ? 1.96 / Math.sqrt(count) : null;
}

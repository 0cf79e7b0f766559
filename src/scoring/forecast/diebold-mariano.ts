import { studentTail } from "./student.ts";

/** A test of whether two forecasts are equally good. */
export interface DieboldMariano {
  /** Below 0 where the first forecast has the smaller losses. */
  readonly statistic: number;
  /** Two-sided: the probability of a statistic at least as far from 0 if both forecasts were equally good. */
  readonly p: number;
}

/**
 * Diebold and Mariano's test (1995) with the small-sample correction of Harvey, Leybourne and Newbold (1997), for the
 * losses of two forecasts of the same moments in order of time. With d the differences of losses, n of them, h the rows
 * that the forecast looks ahead, and γ_k the autocovariances of d:
 *   V = γ₀ + 2·Σ_{k<h} (1 − k/h)·γ_k,   DM = mean(d) / √(V/n)
 *   statistic = DM · √((n + 1 − 2h + h(h − 1)/n) / n),   against Student's t with n − 1 degrees of freedom
 * The weights 1 − k/h (Newey and West 1987) keep V from being negative. Pairs of which a loss is NaN do not count.
 *
 * Null where fewer than 2·h + 2 differences remain, or they do not vary.
 */
export function dieboldMariano(first: Float64Array, second: Float64Array, horizon: number): DieboldMariano | null {
  const differences = first.map((loss, i) => loss - second[i]).filter((difference) => !Number.isNaN(difference));
  const n = differences.length;
  if (n < 2 * horizon + 2) return null;
  const mean = differences.reduce((sum, difference) => sum + difference, 0) / n;
  const centered = differences.map((difference) => difference - mean);
  let variance = 0;
  for (let k = 0; k < horizon; k++) {
    let covariance = 0;
    for (let i = k; i < n; i++) covariance += centered[i] * centered[i - k];
    variance += ((k === 0 ? 1 : 2) * (1 - k / horizon) * covariance) / n;
  }
  if (!(variance > 0)) return null;
  const correction = (n + 1 - 2 * horizon + (horizon * (horizon - 1)) / n) / n;
  const statistic = (mean / Math.sqrt(variance / n)) * Math.sqrt(Math.max(0, correction));
  return { statistic, p: Math.min(1, 2 * studentTail(Math.abs(statistic), n - 1)) };
}

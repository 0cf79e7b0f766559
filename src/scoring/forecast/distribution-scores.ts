import { errorQuantile, type ErrorDistribution } from "./error-distribution.ts";

/**
 * Continuous ranked probability score of the distribution forecast + errors against what came, in the target's unit:
 * the mean absolute error of a forecast that is a distribution, smaller is better. For n errors eᵢ and the error
 * r = truth − forecast that came (Gneiting and Raftery 2007, equation 21):
 *   CRPS = 1/n · Σᵢ |eᵢ − r|  −  1/(2n²) · Σᵢ Σⱼ |eᵢ − eⱼ|
 */
export function crpsOf({ sorted }: ErrorDistribution): (error: number) => number {
  const n = sorted.length;
  const sums = new Float64Array(n + 1);
  let spread = 0;
  for (let i = 0; i < n; i++) {
    sums[i + 1] = sums[i] + sorted[i];
    // Σⱼ<ᵢ (eᵢ − eⱼ): each pair once.
    spread += i * sorted[i] - sums[i];
  }
  const half = spread / (n * n);
  return (error) => {
    const below = countBelow(sorted, error);
    const absolute = below * error - sums[below] + (sums[n] - sums[below]) - (n - below) * error;
    return absolute / n - half;
  };
}

function countBelow(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The quantiles whose losses are averaged. */
export const decileShares: readonly number[] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/**
 * Twice the pinball losses of the deciles of forecast + errors, averaged over the deciles, for one error that came:
 *   2/9 · Σ_q max(q·(r − e_q), (q − 1)·(r − e_q)),  q = 0.1, …, 0.9
 * Summed over forecasts and divided by Σ |truth| it is the weighted quantile loss of GluonTS and AutoGluon.
 */
export function quantileLossOf(distribution: ErrorDistribution): (error: number) => number {
  const quantiles = decileShares.map((share) => ({ share, value: errorQuantile(distribution, share) }));
  return (error) => {
    let sum = 0;
    for (const { share, value } of quantiles) {
      const off = error - value;
      sum += Math.max(share * off, (share - 1) * off);
    }
    return (2 * sum) / quantiles.length;
  };
}

/**
 * The errors (truth − forecast) that a model made on values it was not trained on: what its intervals are made from.
 * A forecast plus each of these errors is the distribution that the model predicts.
 */
export interface ErrorDistribution {
  /** Rising. At most as many as `errorDistribution` keeps: evenly spaced order statistics where there were more. */
  readonly sorted: Float64Array;
  /** How many errors they stand for. */
  readonly count: number;
}

/** Bounds of one interval, to be added to a forecast; infinite where there are too few errors for the level. */
export interface Bounds {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Sorts errors and keeps at most `most` of them (default 2001: the ends and steps of 0.05 %). Errors that are NaN,
 * whose truth is not known, do not count.
 */
export function errorDistribution(errors: ArrayLike<number>, most = 2001): ErrorDistribution {
  const sorted = Float64Array.from(errors)
    .filter((error) => !Number.isNaN(error))
    .toSorted();
  const count = sorted.length;
  if (count <= most) return { sorted, count };
  const kept = Float64Array.from({ length: most }, (_, i) => sorted[Math.round((i * (count - 1)) / (most - 1))]);
  return { sorted: kept, count };
}

/**
 * Split conformal bounds of an interval that holds the truth with a probability of at least `level`, where new errors
 * are exchangeable with these (Vovk, Gammerman and Shafer 2005; Lei et al. 2018, arXiv:1604.04173, section 2.2). Each
 * side has (1 − level)/2: with n errors and α = 1 − level,
 *   lower = error number ⌊(n + 1)·α/2⌋,   upper = error number ⌈(n + 1)·(1 − α/2)⌉, counted from 1
 * and −∞ or ∞ where there is no such error.
 *
 * Throws a RangeError for a level that is not between 0 and 1.
 */
export function conformalBounds({ sorted, count }: ErrorDistribution, level: number): Bounds {
  if (!(level > 0 && level < 1)) throw new RangeError(`conformalBounds: level ${level} is not between 0 and 1`);
  const tail = (1 - level) / 2;
  // Rounding must not push a share such as (39 + 1)·0.025 below the integer that it is.
  const low = Math.floor((count + 1) * tail + 1e-9);
  return {
    lower: low < 1 ? -Infinity : orderStatistic(sorted, count, low),
    upper: low < 1 ? Infinity : orderStatistic(sorted, count, count + 1 - low),
  };
}

/** Error number `rank` of `count`, from 1; of thinned errors the nearest. */
function orderStatistic(sorted: Float64Array, count: number, rank: number): number {
  if (sorted.length === count) return sorted[rank - 1];
  return sorted[Math.round(((rank - 1) / (count - 1)) * (sorted.length - 1))];
}

/** The quantile of the errors at `share`, 0 to 1, interpolated between neighbours as numpy.quantile does. */
export function errorQuantile({ sorted }: ErrorDistribution, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}

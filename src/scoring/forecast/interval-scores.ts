/** How an interval did over many forecasts. */
export interface IntervalScores {
  /** The share of truths that it was to hold, 0 to 1. */
  readonly level: number;
  /** The share that it held. */
  readonly coverage: number;
  /** Mean width, in the target's unit. */
  readonly width: number;
  /** Mean interval score of Winkler (1972), in the target's unit: smaller is better. */
  readonly winkler: number;
  /** Forecasts that were scored: those with a truth and an interval. */
  readonly count: number;
}

/**
 * Scores of intervals [lower, upper] against what came. With α = 1 − level, the score of one (Gneiting and Raftery
 * 2007, equation 43) is
 *   (upper − lower) + 2/α · max(0, lower − y) + 2/α · max(0, y − upper)
 * Forecasts whose truth is NaN do not count. Null where none counts or a bound is infinite.
 */
export function intervalScores(
  level: number,
  lower: Float64Array,
  upper: Float64Array,
  truth: Float64Array,
): IntervalScores | null {
  const penalty = 2 / (1 - level);
  let [count, held, width, winkler] = [0, 0, 0, 0];
  for (let i = 0; i < truth.length; i++) {
    const y = truth[i];
    if (Number.isNaN(y)) continue;
    count++;
    if (y >= lower[i] && y <= upper[i]) held++;
    width += upper[i] - lower[i];
    winkler += upper[i] - lower[i] + penalty * (Math.max(0, lower[i] - y) + Math.max(0, y - upper[i]));
  }
  if (count === 0 || !Number.isFinite(winkler)) return null;
  return { level, coverage: held / count, width: width / count, winkler: winkler / count, count };
}

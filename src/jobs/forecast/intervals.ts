import {
  conformalBounds,
  errorDistribution,
  type ErrorDistribution,
} from "../../scoring/forecast/error-distribution.ts";

/** The shares of truths that intervals are to hold. */
export const levels = [0.5, 0.8, 0.95] as const;

/** The lower and upper ends of intervals around forecasts, [now.length, horizons] like these. */
export interface Interval {
  /** The share of truths that it is to hold. */
  readonly level: number;
  /** NaN where there were too few errors to tell. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** What is added to a forecast to get the ends of its interval, for one level. */
export interface LevelBounds {
  readonly level: number;
  /** [horizons]; null where there were too few errors to tell. */
  readonly lower: readonly (number | null)[];
  readonly upper: readonly (number | null)[];
}

/**
 * How far the truth lay from forecasts that were made of values no training saw, for each horizon: both arrays are
 * [now.length, horizons], NaN where the truth is not known. `units` [now.length] is what errors are measured in.
 */
export function errorsByHorizon(
  forecast: Float64Array,
  truth: Float64Array,
  units: Float64Array,
): readonly ErrorDistribution[] {
  const horizons = truth.length / units.length;
  return Array.from({ length: horizons }, (_, h) =>
    errorDistribution(
      Float64Array.from(
        { length: units.length },
        (_error, i) => (truth[i * horizons + h] - forecast[i * horizons + h]) / units[i],
      ),
    ),
  );
}

const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** The bounds of all levels from the errors of each horizon. */
export function boundsFrom(errors: readonly ErrorDistribution[]): readonly LevelBounds[] {
  return levels.map((level) => {
    const bounds = errors.map((distribution) => conformalBounds(distribution, level));
    return {
      level,
      lower: bounds.map(({ lower }) => finiteOrNull(lower)),
      upper: bounds.map(({ upper }) => finiteOrNull(upper)),
    };
  });
}

/** The intervals around forecasts [now.length, horizons], from bounds in `units` [now.length]. */
export function intervalsAround(
  forecast: Float64Array,
  bounds: readonly LevelBounds[],
  units: Float64Array,
): readonly Interval[] {
  const horizons = forecast.length / Math.max(1, units.length);
  const end = (value: number, i: number, by: readonly (number | null)[]): number =>
    value + (by[i % horizons] ?? NaN) * units[Math.floor(i / horizons)];
  return bounds.map(({ level, lower, upper }) => ({
    level,
    lower: forecast.map((value, i) => end(value, i, lower)),
    upper: forecast.map((value, i) => end(value, i, upper)),
  }));
}

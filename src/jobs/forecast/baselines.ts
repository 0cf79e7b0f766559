import type { BaselineName } from "./candidates.ts";

/** What the baselines need to know: the target over time and where windows lie. */
export interface BaselineInput {
  /** The target in its own unit, one number per row. */
  readonly target: Float32Array | Float64Array;
  /** Rows from now to each moment that is predicted. */
  readonly horizons: readonly number[];
  /** Rows from the first input of a window to now: as far back as a window is known to have no hole. */
  readonly reach: number;
  /** Milliseconds from one row to the next. */
  readonly step: number;
}

const day = 86_400_000;

/** How many days the seasonal forecast averages when it cannot tell itself from naive otherwise. */
const daysAveraged = 3;

/**
 * Forecasts in the target's unit, [now.length, horizons].
 *
 *   naive      the value now
 *   seasonal   the value a day before the moment predicted, or as many days as it takes for that to be known. Where
 *              that would be the value now, since
 *              the moment lies whole days ahead, the mean of the values at that hour of now and the two days before
 *              instead.
 */
export function baselineForecast(name: BaselineName, input: BaselineInput, now: Int32Array): Float64Array {
  const { target, horizons } = input;
  const offsets = name === "naive" ? horizons.map(() => [0]) : seasonalOffsets(input);
  const forecast = new Float64Array(now.length * horizons.length);
  now.forEach((row, i) => {
    offsets.forEach((back, h) => {
      let sum = 0;
      for (const rows of back) sum += target[row - rows];
      forecast[i * horizons.length + h] = sum / back.length;
    });
  });
  return forecast;
}

/** Why there is no seasonal forecast, or null when there is one. */
export function whyNoSeason({ horizons, reach, step }: Omit<BaselineInput, "target">): string | null {
  if (step >= day || day % step !== 0)
    return "seasonal needs rows that come several times a day, at the same times every day";
  const needed = Math.max(...horizons.map((horizon) => rowsBack(horizon, day / step)), day / step);
  return reach >= needed ? null : "seasonal needs windows that look back at least one day further than the last input";
}

/** Rows back from now that are averaged, for each horizon. */
function seasonalOffsets({ horizons, reach, step }: BaselineInput): number[][] {
  const perDay = day / step;
  return horizons.map((horizon) => {
    const latest = rowsBack(horizon, perDay);
    if (latest > 0) return [latest];
    return Array.from({ length: daysAveraged }, (_, k) => k * perDay).filter((rows) => rows <= reach);
  });
}

/** Rows from now back to the latest known value at the hour of the moment predicted. */
function rowsBack(horizon: number, perDay: number): number {
  return Math.ceil(horizon / perDay) * perDay - horizon;
}

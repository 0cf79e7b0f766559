import { mean, sameLength, type Numbers } from "./numbers.ts";
import { quantiles } from "./quantiles.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A quantity over the hours of a day, in its own unit. Hours without a value have `null`. */
export interface DailyCycle {
  /** Start of each bin, in hours from midnight, rising: 0, 1, … 23. */
  readonly hours: readonly number[];
  readonly mean: readonly (number | null)[];
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
}

/** Mean absolute errors by the hour of the day that is forecast, of a forecast and of the naive one. */
export interface ErrorsByHour {
  readonly hours: readonly number[];
  readonly best: readonly (number | null)[];
  readonly naive: readonly (number | null)[];
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

/**
 * Mean absolute errors by hour of the day (UTC) that is forecast. Moments where the truth or a forecast is missing do
 * not count.
 */
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

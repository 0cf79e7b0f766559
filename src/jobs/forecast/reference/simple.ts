import type { FitInput, FittedDrift, FittedSeasonal, ForecastInput } from "./fitted.ts";
import { lastKnown } from "./states-along.ts";

/** Seasonal naive with the period, of those found, whose forecast at the longest horizon is best in training. */
export function fitSeasonal({ target, train, horizons, periods }: FitInput): FittedSeasonal {
  const horizon = Math.max(...horizons);
  const values = target.subarray(train.from, train.to);
  const errors = periods.map((period) => {
    const back = Math.ceil(horizon / period) * period;
    let [sum, count] = [0, 0];
    for (let row = back; row < values.length; row++) {
      const error = Math.abs(values[row] - values[row - back]);
      if (Number.isNaN(error)) continue;
      sum += error;
      count++;
    }
    return count === 0 ? Infinity : sum / count;
  });
  return { name: "seasonal", period: periods[errors.indexOf(Math.min(...errors))] };
}

/** The last known value at the same phase; where none is known yet, the last known value. */
export function forecastSeasonal(
  { period }: FittedSeasonal,
  { target, horizons }: ForecastInput,
  now: Int32Array,
): Float64Array {
  const forecast = new Float64Array(now.length * horizons.length);
  now.forEach((row, i) => {
    horizons.forEach((horizon, h) => {
      let from = row + horizon - Math.ceil(horizon / period) * period;
      while (from >= 0 && Number.isNaN(target[from])) from -= period;
      forecast[i * horizons.length + h] = from >= 0 ? target[from] : lastKnown(target, row);
    });
  });
  return forecast;
}

export function fitDrift({ target, train }: FitInput): FittedDrift {
  let { from } = train;
  while (from < train.to - 1 && Number.isNaN(target[from])) from++;
  return { name: "drift", from };
}

/** The last known value, and on by the mean change in one row since the first: y + h·(y − y₁)/(rows between). */
export function forecastDrift(
  fitted: FittedDrift,
  { target, horizons, otherSeries = false }: ForecastInput,
  now: Int32Array,
): Float64Array {
  const from = otherSeries ? target.findIndex((value) => !Number.isNaN(value)) : fitted.from;
  const forecast = new Float64Array(now.length * horizons.length);
  now.forEach((row, i) => {
    let latest = row;
    while (latest > 0 && Number.isNaN(target[latest])) latest--;
    const value = target[latest];
    const change = from >= 0 && latest > from ? (value - target[from]) / (latest - from) : 0;
    horizons.forEach((horizon, h) => {
      forecast[i * horizons.length + h] = value + (row - latest + horizon) * change;
    });
  });
  return forecast;
}

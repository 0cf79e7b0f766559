import type { Scores } from "../../report/forecast/forecast-data.ts";

/**
 * Mean absolute and root mean squared error over all pairs whose truth is known; null where there is none or a forecast
 * is not finite.
 */
export function scoresOf(forecast: Float64Array, truth: Float64Array): Scores {
  let [absolute, squared, count] = [0, 0, 0];
  for (let i = 0; i < truth.length; i++) {
    if (Number.isNaN(truth[i])) continue;
    const error = forecast[i] - truth[i];
    absolute += Math.abs(error);
    squared += error * error;
    count++;
  }
  const [mae, mse] = [absolute / count, squared / count];
  return { mae: Number.isFinite(mae) ? mae : null, rmse: Number.isFinite(mse) ? Math.sqrt(mse) : null };
}

/** 1 − MAE / MAE of naive; null where there is no such number. */
export function skillOf(test: Scores, naive: Scores): number | null {
  return test.mae === null || naive.mae === null || naive.mae === 0 ? null : 1 - test.mae / naive.mae;
}

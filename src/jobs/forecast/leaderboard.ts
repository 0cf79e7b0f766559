import type { Leaderboard, LeaderboardRow, Scores } from "../../report/forecast/forecast-data.ts";
import type { ModelName } from "./candidates.ts";

/** One model's place in the comparison. Errors are in the target's unit. */
export interface CandidateResult extends LeaderboardRow {
  readonly model: ModelName;
  /** Validation MAE in deviations of the target over the training rows. */
  readonly normalized: { readonly validationMae: number | null };
}

/** Mean absolute and root mean squared error over all pairs; null when one of them is not finite. */
export function scoresOf(forecast: Float64Array, truth: Float64Array): Scores {
  let [absolute, squared] = [0, 0];
  for (let i = 0; i < truth.length; i++) {
    const error = forecast[i] - truth[i];
    absolute += Math.abs(error);
    squared += error * error;
  }
  const [mae, mse] = [absolute / truth.length, squared / truth.length];
  return { mae: Number.isFinite(mae) ? mae : null, rmse: Number.isFinite(mse) ? Math.sqrt(mse) : null };
}

/** 1 − MAE / MAE of naive; null where there is no such number. */
export function skillOf(test: Scores, naive: Scores): number | null {
  return test.mae === null || naive.mae === null || naive.mae === 0 ? null : 1 - test.mae / naive.mae;
}

/** The rows by validation error, smallest first, and what they amount to. */
export function leaderboardOf<Row extends LeaderboardRow>(
  rows: readonly Row[],
): Leaderboard & { rows: readonly Row[] } {
  const sorted = rows.toSorted((a, b) => (a.validation.mae ?? Infinity) - (b.validation.mae ?? Infinity) || 0);
  const naive = rows.find(({ model }) => model === "naive");
  return {
    rows: sorted,
    best: sorted[0].model,
    naive: "naive",
    beatsNaive: sorted.some(
      ({ parameters, test }) => parameters > 0 && (test.mae ?? Infinity) < (naive?.test.mae ?? -Infinity),
    ),
  };
}

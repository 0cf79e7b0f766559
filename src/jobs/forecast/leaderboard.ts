import type { Leaderboard, LeaderboardRow } from "../../report/forecast/forecast-data.ts";
import type { DieboldMariano } from "../../scoring/forecast/diebold-mariano.ts";
import type { ModelName } from "./candidates.ts";
import type { TestMetrics } from "./evaluate.ts";

/** One model's row in the leaderboard. Errors are in the target's unit. */
export interface CandidateResult extends LeaderboardRow {
  readonly model: ModelName;
  /** Validation MAE in deviations of the target over the training rows. */
  readonly normalized: { readonly validationMae: number | null };
  /** Scores on the test split beside MAE and RMSE. */
  readonly metrics: TestMetrics;
  /**
   * Beside the reference model with the smallest validation error; absent for that model itself. Diebold and Mariano's
   * test is of mean absolute errors, below 0 where this model is better; null where there are too few forecasts.
   */
  readonly againstReference?: {
    readonly reference: string;
    /** 1 − MAE / MAE of the reference on the test split. */
    readonly skill: number | null;
    readonly dieboldMariano: DieboldMariano | null;
  };
}

/** A leaderboard whose rows say more. */
export type Board<Row extends LeaderboardRow> = Omit<Leaderboard, "rows"> & { readonly rows: readonly Row[] };

/** The rows by validation error, smallest first, and what they amount to; `best` is the model that was chosen. */
export function leaderboardOf<Row extends LeaderboardRow>(rows: readonly Row[], best: string): Board<Row> {
  const sorted = rows.toSorted((a, b) => (a.validation.mae ?? Infinity) - (b.validation.mae ?? Infinity) || 0);
  const naive = rows.find(({ model }) => model === "naive");
  return {
    rows: sorted,
    best,
    naive: "naive",
    beatsNaive: sorted.some(
      ({ parameters, test }) => parameters > 0 && (test.mae ?? Infinity) < (naive?.test.mae ?? -Infinity),
    ),
  };
}

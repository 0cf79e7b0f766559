import type { LossHistory } from "../../report/drawing/training/loss-curves.ts";
import { isNetworkName, isReference, whyNot, type ModelName } from "./candidates.ts";
import type { ForecastCallbacks } from "./callbacks.ts";
import { compareModels } from "./compare-models.ts";
import { secondsAtMost } from "./estimate.ts";
import { finalOf, type Final } from "./final.ts";
import { isNetwork, type Network } from "./forecaster.ts";
import { futureOf, type Future } from "./future.ts";
import { unfinished } from "../comparison/unfinished.ts";
import { boundsFrom, errorsByHorizon, intervalsAround, type Interval } from "./intervals.ts";
import type { Board, CandidateResult } from "./leaderboard.ts";
import { load } from "./load.ts";
import { checkForecastOptions, chosenModels, withDemonstration, type ForecastOptions } from "./options.ts";
import { prepare } from "./prepare.ts";
import type { Prepared } from "./prepared.ts";
import { backtestOf, seedsOf, type Repetitions } from "./repetitions.ts";
import { rowsWithInputs } from "./rows-with-inputs.ts";
import { seriesScores, type SeriesScores } from "./series-scores.ts";

export interface ForecastResult {
  readonly options: ForecastOptions;
  readonly prepared: Prepared;
  readonly seed: number;
  /** Rows by validation error, smallest first. */
  readonly leaderboard: Board<CandidateResult>;
  /** The same from several earlier origins, and with several seeds; null where not asked for. */
  readonly backtest: Repetitions | null;
  readonly seeds: Repetitions | null;
  readonly histories: readonly LossHistory[];
  /** The best recurrent model, whose states can be looked at; null where none was trained. */
  readonly recurrent: { readonly model: string; readonly network: Network } | null;
  /** Layers of the best model, as text; "" for a baseline. */
  readonly modelSummary: string;
  /** Truth and forecasts over the test split, in the target's unit, each [prepared.testNow.length, horizons]. */
  readonly test: {
    readonly truth: Float64Array;
    readonly best: Float64Array;
    readonly naive: Float64Array;
    /** Around the best model's forecasts, calibrated on the validation split. */
    readonly intervals: readonly Interval[];
  };
  /** Scores of the best model for each of several series, the smallest skill first; none where there is one. */
  readonly seriesScores: readonly SeriesScores[];
  /** What forecasts the future, and is saved: the chosen model, fitted again to all rows or as it was scored. */
  readonly final: Final;
  /** The moments after the last row. */
  readonly future: Future;
  /** Sentences on what to keep in mind. */
  readonly notes: readonly string[];
  /** Whether the signal ended the run before all models were done. */
  readonly interrupted: boolean;
}

/**
 * Reads a table, trains several models on its earlier part, chooses one by its errors on a later part, and judges all
 * of them on the last part, beside the naive forecast. Nothing is written; `saveForecast` does that.
 *
 * When the signal is aborted, the model under way ends with its best epoch so far, and the result is of the models done
 * until then. Throws an OptionError or a DataError for what the user can mend, and the signal's reason when it is
 * aborted before training.
 */
export async function forecast(
  given: ForecastOptions,
  callbacks: ForecastCallbacks = {},
  signal?: AbortSignal,
): Promise<ForecastResult> {
  checkForecastOptions(given);
  const options = withDemonstration(given);
  const { preset, seed = 0, features, known = [] } = options;
  const loaded = await load(
    {
      ...options,
      asTheyAre: preset === "lecture",
      ...(features === undefined ? {} : { features: [...new Set([...features, ...known])] }),
    },
    {
      onDiagnosis: (lines) => callbacks.onDiagnosis?.(lines),
      onProgress: (progress) => callbacks.onDownload?.(progress),
      ...(signal === undefined ? {} : { signal }),
    },
  );
  callbacks.onData?.(loaded);
  signal?.throwIfAborted();
  const prepared = prepare(loaded, options);
  callbacks.onPrepared?.(prepared);
  if (callbacks.onEstimate !== undefined) {
    const models = chosenModels(options).filter(isNetworkName);
    const usable = models.filter((model) => whyNot(model, prepared.geometry.steps) === null);
    callbacks.onEstimate(await secondsAtMost(usable, prepared, options));
  }
  const compared = await compareModels(prepared, options, callbacks, signal);
  const { best, naive, recurrent, truth, leaderboard, models, interrupted } = compared;
  const ended = interrupted ? AbortSignal.abort() : signal;
  const backtest = await backtestOf(loaded, prepared, options, callbacks, ended);
  const seeds = await seedsOf(loaded, compared, options, callbacks, ended);
  const calibration = boundsFrom(errorsByHorizon(best.validation, truth.validation, best.units.validation));
  const test = {
    truth: truth.test,
    best: best.test,
    naive: naive.test,
    intervals: intervalsAround(best.test, calibration, best.units.test),
  };
  if (best.trained !== null) callbacks.onRefit?.(best.result.model);
  const final = await finalOf(best, compared, prepared, options, ended);
  const future = await futureOf(
    final.forecaster,
    final.ground,
    rowsWithInputs(prepared.table, prepared.geometry),
    final.bounds,
  );
  return {
    options,
    prepared,
    seed,
    leaderboard,
    backtest,
    seeds,
    histories: compared.histories,
    recurrent:
      recurrent === undefined || !isNetwork(recurrent.forecaster)
        ? null
        : { model: recurrent.result.model, network: recurrent.forecaster },
    modelSummary: isNetwork(best.forecaster) ? best.forecaster.model.summary() : "",
    test,
    seriesScores: seriesScores(prepared, test),
    final,
    future,
    notes: [
      ...prepared.notes,
      ...compared.notes,
      ...unfinished(leaderboard.rows),
      ...verdict(leaderboard, models, preset === "lecture"),
      ...final.notes,
      ...(future.times.length === 0 && known.length > 0
        ? [`No future is forecast: the file has no rows after the last ${prepared.target} with ${known.join(", ")}.`]
        : []),
    ],
    interrupted,
  };
}

function verdict(
  { beatsNaive, best }: ForecastResult["leaderboard"],
  models: readonly ModelName[],
  isLecture: boolean,
): string[] {
  const season =
    isLecture && models.includes("seasonal")
      ? [
          "naive is the last value known; seasonal is the last value known at the hour that is predicted, or, where " +
            "that is the value now, the mean of the last three days at that hour.",
        ]
      : [];
  return [
    ...(models.some((model) => !isReference(model)) && !beatsNaive
      ? ["No trained model beats the naive forecast on the test split."]
      : []),
    `${best} was chosen by its error on the validation split; the test split had no say.`,
    ...season,
  ];
}

import type { Scores } from "../../report/forecast/forecast-data.ts";
import type { LossHistory } from "../../report/drawing/training/loss-curves.ts";
import { compare, trainingOf, type ComparisonCallbacks } from "../comparison/compare.ts";
import type { StepProgress } from "../comparison/fit-candidate.ts";
import { forecastFrom, truthAfter, type Forecaster, type Ground, type Network } from "./forecaster.ts";
import { leaderboardOf, scoresOf, skillOf, type CandidateResult } from "./leaderboard.ts";
import { whyNoSeason } from "./baselines.ts";
import type { Progress as DownloadProgress } from "../download/fetch-file.ts";
import { load, type Loaded } from "./load.ts";
import { secondsAtMost } from "./estimate.ts";
import { checkForecastOptions, chosenModels, withDemonstration, type ForecastOptions } from "./options.ts";
import { OptionError } from "../option-error.ts";
import { prepare } from "./prepare.ts";
import type { Prepared } from "./prepared.ts";
import { isBaseline, isNetworkName, whyNot, type ModelName } from "./candidates.ts";
import { solveLinear } from "./solve-linear.ts";
import { epochsOf, isSolved } from "./budget.ts";
import { trainCandidate, type EpochProgress } from "./train.ts";

/** What is told while a forecast is made. All functions are optional and synchronous. */
export interface ForecastCallbacks extends ComparisonCallbacks<ModelName, CandidateResult> {
  /** How far the download of the lecture's file has come. */
  onDownload?(progress: DownloadProgress): void;
  /** What is in the source and odd in it, in words; then what was repaired. */
  onDiagnosis?(lines: readonly string[]): void;
  onData?(loaded: Loaded): void;
  onPrepared?(prepared: Prepared): void;
  /** How long all models take at most, in seconds, from three steps of each; most end sooner. */
  onEstimate?(seconds: number): void;
  onStep?(progress: StepProgress): void;
  onEpoch?(progress: EpochProgress): void;
}

export interface ForecastResult {
  readonly options: ForecastOptions;
  readonly prepared: Prepared;
  readonly seed: number;
  /** Rows by validation error, smallest first. */
  readonly leaderboard: ReturnType<typeof leaderboardOf<CandidateResult>>;
  readonly histories: readonly LossHistory[];
  /** What the best model forecasts with. */
  readonly forecaster: Forecaster;
  /** The best model that reads step by step, whose states can be looked at; null where none was trained. */
  readonly recurrent: { readonly model: string; readonly network: Network } | null;
  /** Layers of the best model, as text; "" for a baseline. */
  readonly modelSummary: string;
  /** Truth and forecasts over the test split, in the target's unit, each [prepared.testNow.length, horizons]. */
  readonly test: { readonly truth: Float64Array; readonly best: Float64Array; readonly naive: Float64Array };
  /** Sentences on what to keep in mind. */
  readonly notes: readonly string[];
  /** Whether the signal ended the run before all models were done. */
  readonly interrupted: boolean;
}

interface Candidate {
  readonly result: CandidateResult;
  readonly forecaster: Forecaster;
  readonly test: Float64Array;
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
  const { preset, seed = 0 } = options;
  const loaded = await load(
    { ...options, asTheyAre: preset === "lecture" },
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
  const { models, skipped } = runnable(prepared, options);
  if (callbacks.onEstimate !== undefined)
    callbacks.onEstimate(await secondsAtMost(models.filter(isNetworkName), prepared, options));

  const ground: Ground = { ...prepared, step: prepared.table.step };
  const validationTruth = truthAfter(ground, prepared.validationNow);
  const truth = truthAfter(ground, prepared.testNow);
  const deviation = prepared.scaler.stddev[prepared.targetColumn];
  let naive: { readonly scores: Scores; readonly test: Float64Array } | undefined;
  let recurrent: Candidate | undefined;

  const { results, best, histories, notes, interrupted } = await compare(
    {
      models,
      baseline: "naive",
      isBetter,
      signal,
      async train(model, begin) {
        const epochs = isBaseline(model) ? 0 : epochsOf(model, options, prepared.stepsPerEpoch);
        begin({ epochs, stepsPerEpoch: prepared.stepsPerEpoch });
        if (isBaseline(model)) return null;
        return isSolved(model, options)
          ? solveLinear(prepared, seed, signal)
          : trainCandidate(model, prepared, options, callbacks, signal);
      },
      async judge(model, trained): Promise<Candidate> {
        const forecaster: Forecaster = trained?.network ?? baselineOf(model);
        const validation = scoresOf(await forecastFrom(forecaster, ground, prepared.validationNow), validationTruth);
        const onTest = await forecastFrom(forecaster, ground, prepared.testNow);
        const test = scoresOf(onTest, truth);
        if (model === "naive") naive = { scores: test, test: onTest };
        const result: CandidateResult = {
          model,
          parameters: trained?.network.model.parameterCount ?? 0,
          validation,
          test,
          normalized: { validationMae: validation.mae === null ? null : validation.mae / deviation },
          skill: naive === undefined ? null : skillOf(test, naive.scores),
          ...trainingOf(trained),
        };
        const candidate = { result, forecaster, test: onTest };
        if (isRecurrent(forecaster) && (recurrent === undefined || isBetter(candidate, recurrent)))
          recurrent = candidate;
        return candidate;
      },
    },
    callbacks,
  );
  if (naive === undefined) throw new Error("forecast: the naive model did not run");
  const leaderboard = leaderboardOf(results);
  return {
    options,
    prepared,
    seed,
    leaderboard,
    histories,
    forecaster: best.forecaster,
    recurrent:
      recurrent === undefined || !isNetwork(recurrent.forecaster)
        ? null
        : { model: recurrent.result.model, network: recurrent.forecaster },
    modelSummary: isNetwork(best.forecaster) ? best.forecaster.model.summary() : "",
    test: { truth, best: best.test, naive: naive.test },
    notes: [...prepared.notes, ...skipped, ...notes, ...unfinished(leaderboard.rows), ...verdict(leaderboard, models)],
    interrupted,
  };
}

export function isNetwork(forecaster: Forecaster): forecaster is Network {
  return typeof forecaster !== "string";
}

function isBetter(one: Candidate, other: Candidate): boolean {
  return (one.result.validation.mae ?? Infinity) < (other.result.validation.mae ?? Infinity);
}

function isRecurrent(forecaster: Forecaster): boolean {
  const kinds = ["simpleRnn", "lstm", "gru", "bidirectional"];
  return isNetwork(forecaster) && forecaster.model.layers.some(({ kind }) => kinds.includes(kind));
}

function baselineOf(model: ModelName): Forecaster {
  if (isBaseline(model)) return model;
  throw new Error(`forecast: ${model} was not trained`);
}

/**
 * The chosen models that these windows allow. One that was asked for by name and cannot run is an error, one of a
 * preset is left out and said.
 */
function runnable(
  { geometry, table }: Prepared,
  options: ForecastOptions,
): { readonly models: readonly ModelName[]; readonly skipped: readonly string[] } {
  const { steps, every, horizons } = geometry;
  const reach = (steps - 1) * every;
  const skipped: string[] = [];
  const models = chosenModels(options).filter((model) => {
    const reason =
      model === "naive"
        ? null
        : model === "seasonal"
          ? whyNoSeason({ horizons, reach, step: table.step })
          : whyNot(model, steps);
    if (reason === null) return true;
    if (options.models !== undefined) throw new OptionError(reason);
    skipped.push(`Left out: ${reason}.`);
    return false;
  });
  return { models, skipped };
}

/** Says which models were still improving when their epochs were over. */
function unfinished(rows: readonly CandidateResult[]): string[] {
  const improving = rows
    .filter(({ bestEpoch, epochs }) => epochs > 1 && bestEpoch === epochs)
    .map(({ model }) => model);
  if (improving.length === 0) return [];
  return [`The last epoch was the best of ${improving.join(", ")}: more epochs (--epochs) may do better.`];
}

function verdict({ beatsNaive, best }: ForecastResult["leaderboard"], models: readonly ModelName[]): string[] {
  const season = models.includes("seasonal")
    ? [
        "naive is the last value known; seasonal is the last value known at the hour that is predicted, or, where " +
          "that is the value now, the mean of the last three days at that hour.",
      ]
    : [];
  return [
    ...(models.some((model) => !isBaseline(model)) && !beatsNaive
      ? ["No trained model beats the naive forecast on the test split."]
      : []),
    `${best} was chosen by its error on the validation split; the test split had no say.`,
    ...season,
  ];
}

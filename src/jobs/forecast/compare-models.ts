import { formatRows } from "../../data/series/durations.ts";
import type { LossHistory } from "../../report/drawing/training/loss-curves.ts";
import { compare } from "../comparison/compare.ts";
import { epochsOf, isSolved } from "./budget.ts";
import { choiceOf, type Choice } from "./choice.ts";
import type { ForecastCallbacks } from "./callbacks.ts";
import { ensembleName, isNetworkName, isReference, type ModelName } from "./candidates.ts";
import { ensembleOf, membersOf, type Member } from "./ensemble.ts";
import { isNetwork, type Forecaster } from "./forecaster.ts";
import { isBetter, judgeOf, type Candidate, type Judge } from "./judge.ts";
import { leaderboardOf, type Board, type CandidateResult } from "./leaderboard.ts";
import type { ForecastOptions } from "./options.ts";
import type { Prepared } from "./prepared.ts";
import { referenceFitter, type ReferenceFitter } from "./references.ts";
import { runnable } from "./runnable.ts";
import { solveLinear } from "./solve-linear.ts";
import { trainCandidate } from "./train.ts";

/** Models that were trained and scored on the same windows. */
export interface ComparedModels {
  /** Those that were to run. */
  readonly models: readonly ModelName[];
  readonly leaderboard: Board<CandidateResult>;
  readonly best: Candidate;
  readonly naive: Candidate;
  /** The best recurrent model; none where none was trained. */
  readonly recurrent: Candidate | undefined;
  readonly truth: Judge["truth"];
  readonly units: Judge["units"];
  readonly histories: readonly LossHistory[];
  readonly notes: readonly string[];
  readonly interrupted: boolean;
}

/** Trains the models of the options, scores each on the validation and test splits, and chooses one by validation. */
export async function compareModels(
  prepared: Prepared,
  options: ForecastOptions,
  callbacks: ForecastCallbacks,
  signal: AbortSignal | undefined,
): Promise<ComparedModels> {
  const { seed = 0 } = options;
  const fitter = options.preset === "lecture" ? null : referenceFitter(prepared, prepared.training);
  const { models, skipped } = runnable(prepared, options, fitter);
  const judge = judgeOf(prepared, fitter);
  const furthest = prepared.geometry.horizons[prepared.geometry.horizons.length - 1];
  const choice: Choice = options.preset === "lecture" ? { isBetter, notes: () => [] } : choiceOf(furthest);
  let naive: Candidate | undefined;
  let recurrent: Candidate | undefined;
  const networks: Member[] = [];
  const { results, best, histories, notes, interrupted } = await compare(
    {
      models,
      baseline: "naive",
      isBetter: choice.isBetter,
      signal,
      async train(model, begin) {
        const epochs = isNetworkName(model) ? epochsOf(model, options, prepared.stepsPerEpoch) : 0;
        begin({ epochs, stepsPerEpoch: prepared.stepsPerEpoch });
        if (isReference(model)) return null;
        if (!isNetworkName(model)) return ensembleOf(membersOf(networks), prepared, seed);
        return isSolved(model, options)
          ? solveLinear(prepared, seed, signal)
          : trainCandidate(model, prepared, options, callbacks, signal);
      },
      async judge(model, trained): Promise<Candidate> {
        const candidate = await judge.judge(model, trained);
        if (model === "naive") naive = candidate;
        if (trained !== null && isNetworkName(model))
          networks.push({ name: model, trained, validationMae: candidate.result.normalized.validationMae });
        if (
          model !== ensembleName &&
          isRecurrent(candidate.forecaster) &&
          (recurrent === undefined || isBetter(candidate, recurrent))
        )
          recurrent = candidate;
        return candidate;
      },
    },
    callbacks,
  );
  if (naive === undefined) throw new Error("forecast: the naive model did not run");
  return {
    models,
    leaderboard: leaderboardOf(judge.againstReference(results), best.result.model),
    best,
    naive,
    recurrent,
    truth: judge.truth,
    units: judge.units,
    histories: histories.filter(({ model }) => model !== ensembleName),
    notes: [
      ...skipped,
      ...notes,
      ...choice.notes(best),
      ...seasonNote(models, fitter, prepared),
      ...ensembleNote(results, networks),
    ],
    interrupted,
  };
}

/** What the ensemble is the mean of. */
function ensembleNote(rows: readonly CandidateResult[], networks: readonly Member[]): string[] {
  if (!rows.some(({ model }) => model === ensembleName)) return [];
  const names = membersOf(networks).map(({ name }) => name);
  return [`ensemble is the mean of ${new Intl.ListFormat("en").format(names)}, the best in validation.`];
}

/** What seasonal repeats. */
function seasonNote(models: readonly ModelName[], fitter: ReferenceFitter | null, { table }: Prepared): string[] {
  if (!models.includes("seasonal") || fitter === null) return [];
  const { step, grid } = table;
  const lengths = fitter.periods.map((rows) => formatRows(rows, { step, unit: grid?.unit ?? "fixed" }));
  return [
    `Seasons found in the training rows, the strongest first: ${lengths.join(", ")}; seasonal repeats the one that ` +
      "errs least there.",
  ];
}

function isRecurrent(forecaster: Forecaster): boolean {
  const kinds = ["simpleRnn", "lstm", "gru", "bidirectional"];
  return isNetwork(forecaster) && forecaster.model.layers.some(({ kind }) => kinds.includes(kind));
}

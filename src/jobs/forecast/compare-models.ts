import type { LossHistory } from "../../report/drawing/training/loss-curves.ts";
import { compare } from "../comparison/compare.ts";
import { epochsOf, isSolved } from "./budget.ts";
import type { ForecastCallbacks } from "./callbacks.ts";
import { isBaseline, type ModelName } from "./candidates.ts";
import { isNetwork, type Forecaster } from "./forecaster.ts";
import { isBetter, judgeOf, type Candidate, type Judge } from "./judge.ts";
import { leaderboardOf, type Board, type CandidateResult } from "./leaderboard.ts";
import type { ForecastOptions } from "./options.ts";
import type { Prepared } from "./prepared.ts";
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
  const { models, skipped } = runnable(prepared, options);
  const judge = judgeOf(prepared);
  let naive: Candidate | undefined;
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
        const candidate = await judge.judge(model, trained);
        if (model === "naive") naive = candidate;
        if (isRecurrent(candidate.forecaster) && (recurrent === undefined || isBetter(candidate, recurrent)))
          recurrent = candidate;
        return candidate;
      },
    },
    callbacks,
  );
  if (naive === undefined) throw new Error("forecast: the naive model did not run");
  return {
    models,
    leaderboard: leaderboardOf(judge.againstReference(results)),
    best,
    naive,
    recurrent,
    truth: judge.truth,
    units: judge.units,
    histories,
    notes: [...skipped, ...notes],
    interrupted,
  };
}

function isRecurrent(forecaster: Forecaster): boolean {
  const kinds = ["simpleRnn", "lstm", "gru", "bidirectional"];
  return isNetwork(forecaster) && forecaster.model.layers.some(({ kind }) => kinds.includes(kind));
}

import type { Scores } from "../../report/forecast/forecast-data.ts";
import { dieboldMariano } from "../../scoring/forecast/diebold-mariano.ts";
import { seasonalNaiveError } from "../../scoring/forecast/point-scores.ts";
import { trainingOf } from "../comparison/compare.ts";
import { isBaseline, type ModelName } from "./candidates.ts";
import { testMetrics } from "./evaluate.ts";
import { columnOf, forecastFrom, truthAfter, type Forecaster, type Ground } from "./forecaster.ts";
import { errorsByHorizon } from "./intervals.ts";
import type { CandidateResult } from "./leaderboard.ts";
import { scoresOf, skillOf } from "./scores.ts";
import type { Prepared } from "./prepared.ts";
import { seasonRows } from "./season.ts";
import type { Trained } from "./train.ts";

/** A model with its forecasts of the validation and test splits, [now.length, horizons], in the target's unit. */
export interface Candidate {
  readonly result: CandidateResult;
  readonly trained: Trained | null;
  readonly forecaster: Forecaster;
  readonly validation: Float64Array;
  readonly test: Float64Array;
}

/** Scores models on the validation and test splits. The naive model must be the first. */
export interface Judge {
  /** What came, [now.length, horizons]; NaN where it is not known. */
  readonly truth: { readonly validation: Float64Array; readonly test: Float64Array };
  judge(model: ModelName, trained: Trained | null): Promise<Candidate>;
  /** The rows measured by the reference model that validation chooses. */
  againstReference(rows: readonly CandidateResult[]): readonly CandidateResult[];
}

export function isBetter(one: Candidate, other: Candidate): boolean {
  return (one.result.validation.mae ?? Infinity) < (other.result.validation.mae ?? Infinity);
}

export function judgeOf(prepared: Prepared): Judge {
  const ground: Ground = { ...prepared, step: prepared.table.step };
  const { geometry, scaler, split, table, targetColumn, testNow, validationNow } = prepared;
  const horizons = geometry.horizons.length;
  const truth = { validation: truthAfter(ground, validationNow), test: truthAfter(ground, testNow) };
  const training = columnOf(table, targetColumn).subarray(split.train.from, split.train.to);
  const scale = seasonalNaiveError(training, Math.min(seasonRows(table) ?? 1, training.length - 1));
  const losses = new Map<string, Float64Array>();
  let naive: Scores | undefined;
  return {
    truth,
    async judge(model, trained) {
      const forecaster: Forecaster = trained?.network ?? baselineOf(model);
      const onValidation = await forecastFrom(forecaster, ground, validationNow);
      const onTest = await forecastFrom(forecaster, ground, testNow);
      const validation = scoresOf(onValidation, truth.validation);
      const test = scoresOf(onTest, truth.test);
      if (model === "naive") naive = test;
      losses.set(model, meanLosses(onTest, truth.test, horizons));
      const result: CandidateResult = {
        model,
        parameters: trained?.network.model.parameterCount ?? 0,
        validation,
        test,
        normalized: {
          validationMae: validation.mae === null ? null : validation.mae / scaler.stddev[targetColumn],
        },
        skill: naive === undefined ? null : skillOf(test, naive),
        metrics: testMetrics(onTest, truth.test, errorsByHorizon(onValidation, truth.validation, horizons), scale),
        ...trainingOf(trained),
      };
      return { result, trained, forecaster, validation: onValidation, test: onTest };
    },
    againstReference(rows) {
      const reference = bestReference(rows);
      const own = losses.get(reference.model);
      return rows.map((row) => {
        const others = losses.get(row.model);
        return row.model === reference.model || own === undefined || others === undefined
          ? row
          : {
              ...row,
              againstReference: {
                reference: reference.model,
                skill: skillOf(row.test, reference.test),
                dieboldMariano: dieboldMariano(others, own, geometry.horizons[horizons - 1]),
              },
            };
      });
    },
  };
}

/** Of the models without training, the one with the smallest validation error. */
function bestReference(rows: readonly CandidateResult[]): CandidateResult {
  const references = rows.filter(({ model }) => isBaseline(model));
  return references.reduce((best, row) =>
    (row.validation.mae ?? Infinity) < (best.validation.mae ?? Infinity) ? row : best,
  );
}

function baselineOf(model: ModelName): Forecaster {
  if (isBaseline(model)) return model;
  throw new Error(`forecast: ${model} was not trained`);
}

/** The mean absolute error of each row's forecasts, [now.length]; NaN where no truth is known. */
function meanLosses(forecast: Float64Array, truth: Float64Array, horizons: number): Float64Array {
  return Float64Array.from({ length: truth.length / horizons }, (_, i) => {
    let [sum, count] = [0, 0];
    for (let k = i * horizons; k < (i + 1) * horizons; k++) {
      if (Number.isNaN(truth[k])) continue;
      sum += Math.abs(forecast[k] - truth[k]);
      count++;
    }
    return sum / count;
  });
}

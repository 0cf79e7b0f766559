import type { Scores } from "../../report/forecast/forecast-data.ts";
import { dieboldMariano } from "../../scoring/forecast/diebold-mariano.ts";
import { seasonalNaiveError } from "../../scoring/forecast/point-scores.ts";
import { finiteOrNull } from "../finite-or-null.ts";
import { trainingOf } from "../comparison/compare.ts";
import { isReference, type ModelName } from "./candidates.ts";
import { testMetrics } from "./evaluate.ts";
import { columnOf, forecastFrom, truthAfter, type Forecaster, type Ground } from "./forecaster.ts";
import { intervalUnitsOf, meanLosses, withSpreads } from "./error-spreads.ts";
import { errorsByHorizon } from "./intervals.ts";
import type { CandidateResult } from "./leaderboard.ts";
import { scoresOf, skillOf } from "./scores.ts";
import type { Prepared } from "./prepared.ts";
import { untrained, type ReferenceFitter } from "./references.ts";
import { seasonRows } from "./season.ts";
import { seriesAt, unitsOf } from "./series-ranges.ts";
import type { Trained } from "./train.ts";

/** A model with its forecasts of the validation and test splits, [now.length, horizons], in the target's unit. */
export interface Candidate {
  readonly result: CandidateResult;
  readonly trained: Trained | null;
  readonly forecaster: Forecaster;
  readonly validation: Float64Array;
  readonly test: Float64Array;
  /** What its intervals are measured in, [now.length]. */
  readonly units: { readonly validation: Float64Array; readonly test: Float64Array };
  /** Mean absolute errors over the validation split, one for each row of now: what choices are made by. */
  readonly validationLosses: Float64Array;
}

/** Scores models on the validation and test splits. The naive model must be the first. */
export interface Judge {
  /** What came, [now.length, horizons]; NaN where it is not known. */
  readonly truth: { readonly validation: Float64Array; readonly test: Float64Array };
  /** What errors are measured in where series are compared, [now.length]. */
  readonly units: { readonly validation: Float64Array; readonly test: Float64Array };
  judge(model: ModelName, trained: Trained | null): Promise<Candidate>;
  /** The rows measured by the reference model that validation chooses. */
  againstReference(rows: readonly CandidateResult[]): readonly CandidateResult[];
}

export function isBetter(one: Candidate, other: Candidate): boolean {
  return (one.result.normalized.validationMae ?? Infinity) < (other.result.normalized.validationMae ?? Infinity);
}

export function judgeOf(prepared: Prepared, fitter: ReferenceFitter | null): Judge {
  const ground: Ground = { ...prepared, step: prepared.table.step };
  const { geometry, series, table, targetColumn, testNow, validationNow } = prepared;
  const horizons = geometry.horizons.length;
  const truth = { validation: truthAfter(ground, validationNow), test: truthAfter(ground, testNow) };
  const units = {
    validation: unitsOf(series, validationNow, targetColumn),
    test: unitsOf(series, testNow, targetColumn),
  };
  const scales = naiveErrors(prepared, columnOf(table, targetColumn));
  const losses = new Map<string, Float64Array>();
  let naive: Scores | undefined;
  /** In standard deviations of the target; of several series, each in its own. */
  const normalizedError = ({ mae }: Scores, forecast: Float64Array): number | null => {
    if (series.length === 1) return mae === null ? null : mae / series[0].scaler.stddev[targetColumn];
    const errors = meanLosses(forecast, truth.validation, units.validation).filter((error) => !Number.isNaN(error));
    return finiteOrNull(errors.reduce((sum, error) => sum + error, 0) / errors.length);
  };
  return {
    truth,
    units,
    async judge(model, trained) {
      const forecaster: Forecaster = trained?.network ?? untrained(model, fitter);
      const onValidation = await forecastFrom(forecaster, ground, validationNow);
      const onTest = await forecastFrom(forecaster, ground, testNow);
      const validation = scoresOf(onValidation, truth.validation);
      const test = scoresOf(onTest, truth.test);
      if (model === "naive") naive = test;
      const validationLosses = meanLosses(onValidation, truth.validation, units.validation);
      const spread = withSpreads(series, validationNow, validationLosses);
      const own = {
        validation: intervalUnitsOf(spread, validationNow, targetColumn),
        test: intervalUnitsOf(spread, testNow, targetColumn),
      };
      losses.set(model, meanLosses(onTest, truth.test, units.test));
      const result: CandidateResult = {
        model,
        parameters: trained?.network.model.parameterCount ?? 0,
        validation,
        test,
        normalized: { validationMae: normalizedError(validation, onValidation) },
        skill: naive === undefined ? null : skillOf(test, naive),
        metrics: testMetrics(
          onTest,
          truth.test,
          errorsByHorizon(onValidation, truth.validation, own.validation),
          own.test,
          scales,
        ),
        ...trainingOf(trained),
      };
      return { result, trained, forecaster, validation: onValidation, test: onTest, units: own, validationLosses };
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
  const references = rows.filter(({ model }) => isReference(model));
  return references.reduce((best, row) =>
    (row.validation.mae ?? Infinity) < (best.validation.mae ?? Infinity) ? row : best,
  );
}

/** What MASE is measured in, for the series of each row of the test split; NaN where there is no such number. */
function naiveErrors({ series, training, table, testNow }: Prepared, target: Float64Array): Float64Array {
  const season = seasonRows(table) ?? 1;
  const errors = new Map(
    series.map((one, k) => {
      const values = target.subarray(training[k].from, training[k].to);
      return [one, seasonalNaiveError(values, Math.min(season, values.length - 1)) ?? NaN];
    }),
  );
  return Float64Array.from(testNow, (row) => errors.get(seriesAt(series, row)) ?? NaN);
}

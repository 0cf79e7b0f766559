import { crpsOf, quantileLossOf } from "../../scoring/forecast/distribution-scores.ts";
import type { ErrorDistribution } from "../../scoring/forecast/error-distribution.ts";
import { intervalScores, type IntervalScores } from "../../scoring/forecast/interval-scores.ts";
import { symmetricPercentageError } from "../../scoring/forecast/point-scores.ts";
import { boundsFrom, intervalsAround } from "./intervals.ts";
import { scoresOf } from "./scores.ts";

/** Scores of a model on the test split, beside MAE and RMSE. Null where there is no such number. */
export interface TestMetrics {
  /** MAE in units of the seasonal naive forecast's error over the training rows (Hyndman and Koehler 2006). */
  readonly mase: number | null;
  /** Symmetric mean absolute percentage error, 0 to 200. */
  readonly smape: number | null;
  /** 2·Σ pinball loss of the deciles / Σ |truth|, averaged over the deciles, as in GluonTS. */
  readonly weightedQuantileLoss: number | null;
  /** Continuous ranked probability score, in the target's unit. */
  readonly crps: number | null;
  /** Of the conformal intervals, calibrated on the validation split. */
  readonly intervals: readonly IntervalScores[];
}

/**
 * Scores of forecasts [now.length, horizons] and of the distributions that they and the errors of the calibration make.
 * `scale` is what MASE is measured in, in the target's unit.
 */
export function testMetrics(
  forecast: Float64Array,
  truth: Float64Array,
  calibration: readonly ErrorDistribution[],
  scale: number | null,
): TestMetrics {
  const { mae } = scoresOf(forecast, truth);
  const crps = calibration.map(crpsOf);
  const quantileLoss = calibration.map(quantileLossOf);
  let [crpsSum, lossSum, size, count] = [0, 0, 0, 0];
  for (let i = 0; i < truth.length; i++) {
    if (Number.isNaN(truth[i])) continue;
    const error = truth[i] - forecast[i];
    crpsSum += crps[i % crps.length](error);
    lossSum += quantileLoss[i % crps.length](error);
    size += Math.abs(truth[i]);
    count++;
  }
  const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return {
    mase: mae === null || scale === null ? null : mae / scale,
    smape: symmetricPercentageError(forecast, truth),
    weightedQuantileLoss: size === 0 ? null : finite(lossSum / size),
    crps: count === 0 ? null : finite(crpsSum / count),
    intervals: intervalsAround(forecast, boundsFrom(calibration)).flatMap(({ level, lower, upper }) => {
      const scores = intervalScores(level, lower, upper, truth);
      return scores === null ? [] : [scores];
    }),
  };
}

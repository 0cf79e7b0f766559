import { crpsOf, quantileLossOf } from "../../scoring/forecast/distribution-scores.ts";
import type { ErrorDistribution } from "../../scoring/forecast/error-distribution.ts";
import { intervalScores, type IntervalScores } from "../../scoring/forecast/interval-scores.ts";
import { symmetricPercentageError } from "../../scoring/forecast/point-scores.ts";
import { finiteOrNull } from "../finite-or-null.ts";
import { boundsFrom, intervalsAround } from "./intervals.ts";

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
 * `units` and `scales`, [now.length], are what the errors of the calibration and those of MASE are measured in; a scale
 * of NaN is none.
 */
export function testMetrics(
  forecast: Float64Array,
  truth: Float64Array,
  calibration: readonly ErrorDistribution[],
  units: Float64Array,
  scales: Float64Array,
): TestMetrics {
  const horizons = calibration.length;
  const crps = calibration.map(crpsOf);
  const quantileLoss = calibration.map(quantileLossOf);
  let [crpsSum, lossSum, size, scaled, count] = [0, 0, 0, 0, 0];
  for (let i = 0; i < truth.length; i++) {
    if (Number.isNaN(truth[i])) continue;
    const at = Math.floor(i / horizons);
    const error = (truth[i] - forecast[i]) / units[at];
    crpsSum += crps[i % horizons](error) * units[at];
    lossSum += quantileLoss[i % horizons](error) * units[at];
    scaled += Math.abs(truth[i] - forecast[i]) / scales[at];
    size += Math.abs(truth[i]);
    count++;
  }
  return {
    mase: count === 0 ? null : finiteOrNull(scaled / count),
    smape: symmetricPercentageError(forecast, truth),
    weightedQuantileLoss: size === 0 ? null : finiteOrNull(lossSum / size),
    crps: count === 0 ? null : finiteOrNull(crpsSum / count),
    intervals: intervalsAround(forecast, boundsFrom(calibration), units).flatMap(({ level, lower, upper }) => {
      const scores = intervalScores(level, lower, upper, truth);
      return scores === null ? [] : [scores];
    }),
  };
}

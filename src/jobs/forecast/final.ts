import type { Forecaster, Ground } from "./forecaster.ts";
import { intervalUnitsOf, meanLosses, withSpreads } from "./error-spreads.ts";
import { boundsFrom, errorsByHorizon, type LevelBounds } from "./intervals.ts";
import type { Candidate, Judge } from "./judge.ts";
import type { ForecastOptions } from "./options.ts";
import { prepareAll } from "./prepare.ts";
import type { Prepared } from "./prepared.ts";
import { referenceFitter, untrained } from "./references.ts";

/** What forecasts the future. */
export interface Final {
  readonly forecaster: Forecaster;
  /** The table as it reads it: scaled by the rows that it was fitted to. */
  readonly ground: Ground;
  /** Whether it was fitted again to all rows. */
  readonly refitted: boolean;
  /** What makes its intervals: errors of the chosen model on the validation and test split, before refitting. */
  readonly bounds: readonly LevelBounds[];
  /** Sentences on how it was made. */
  readonly notes: readonly string[];
}

/**
 * Fits the chosen model again to all rows, with as many updates as brought its best epoch, unless the options say not
 * to or the signal is aborted: what lies just before the future says most about it. Scores are of the model before.
 */
export async function finalOf(
  { forecaster, trained, result, validation, test }: Candidate,
  { truth, units }: Pick<Judge, "truth" | "units">,
  prepared: Prepared,
  options: ForecastOptions,
  signal: AbortSignal | undefined,
): Promise<Final> {
  const { validationNow, testNow, targetColumn } = prepared;
  const [forecast, came] = [both(validation, test), both(truth.validation, truth.test)];
  const now = Int32Array.from([...validationNow, ...testNow]);
  const losses = meanLosses(forecast, came, both(units.validation, units.test));
  const series = withSpreads(prepared.series, now, losses);
  const bounds = boundsFrom(errorsByHorizon(forecast, came, intervalUnitsOf(series, now, targetColumn)));
  const ground: Ground = { ...prepared, series, step: prepared.table.step };
  const asScored: Final = { forecaster, ground, refitted: false, bounds, notes: [] };
  if (typeof forecaster === "string" || (options.refit ?? defaultRefit(options)) === "none") return asScored;
  if (signal?.aborted) return { ...asScored, notes: [`${result.model} was not fitted again to all rows.`] };
  const refitted =
    `For the future ${result.model} was fitted again to all rows, and so it is saved; the scores are of ` +
    "the model before (--refit none keeps that one).";
  if (trained === null)
    return {
      ...asScored,
      forecaster: untrained(result.model, referenceFitter(prepared, prepared.series)),
      refitted: true,
      notes: [refitted],
    };
  const all = prepareAll(prepared, options);
  const network = await trained.refit(all, signal);
  if (signal?.aborted) return { ...asScored, notes: [`${result.model} was not fitted again to all rows.`] };
  return {
    forecaster: network,
    ground: { ...ground, data: all.data, series: all.series.map((one, k) => ({ ...series[k], ...one })) },
    refitted: true,
    bounds,
    notes: [refitted],
  };
}

/** The lecture's model is saved as it was scored. */
function defaultRefit({ preset }: ForecastOptions): "all" | "none" {
  return preset === "lecture" ? "none" : "all";
}

function both(first: Float64Array, second: Float64Array): Float64Array {
  const joined = new Float64Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}

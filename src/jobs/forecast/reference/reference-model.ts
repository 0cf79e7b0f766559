import { forecastEts } from "./ets.ts";
import { fitEts } from "./ets-fit.ts";
import type { FitInput, FittedReference, ForecastInput, ReferenceName } from "./fitted.ts";
import { fitDrift, fitSeasonal, forecastDrift, forecastSeasonal } from "./simple.ts";
import { fitTheta, forecastTheta } from "./theta.ts";

export type { FitInput, FittedReference, ForecastInput, ReferenceName } from "./fitted.ts";

/** Training rows that a model needs at least. */
const fewest: Readonly<Record<ReferenceName, number>> = { seasonal: 2, drift: 2, ets: 10, theta: 4 };

/**
 * Why a reference model cannot be fitted, in one sentence with help, or null where it can. Seasonal naive needs a
 * period of at most half the training rows.
 */
export function whyNoReference(name: ReferenceName, { target, train, periods }: FitInput): string | null {
  const rows = train.to - train.from;
  if (name === "seasonal" && !periods.some((period) => period > 1 && 2 * period <= rows)) {
    return (
      `seasonal needs a season that fits twice into the ${rows} training rows, and none was found; ` +
      "help: give more rows"
    );
  }
  const known = target.subarray(train.from, train.to).reduce((sum, value) => sum + (Number.isFinite(value) ? 1 : 0), 0);
  if (known >= fewest[name]) return null;
  return `${name} needs at least ${fewest[name]} known training values, and there are ${known}; help: give more rows`;
}

/**
 * Fits a reference model to target[train.from..train.to), and to nothing else. The result is plain values.
 *
 * @throws {RangeError} where whyNoReference says why.
 */
export function fitReference(name: ReferenceName, input: FitInput): FittedReference {
  const why = whyNoReference(name, input);
  if (why !== null) throw new RangeError(why);
  const rows = input.train.to - input.train.from;
  const fitting = { ...input, periods: input.periods.filter((period) => period > 1 && 2 * period <= rows) };
  if (name === "seasonal") return fitSeasonal(fitting);
  if (name === "drift") return fitDrift(fitting);
  return name === "ets" ? fitEts(fitting) : fitTheta(fitting);
}

/**
 * Forecasts in the target's unit, [now.length, horizons], each from target[0..now] and nothing later. `now` may be in
 * any order. A row where the model has not seen enough has the last known value instead.
 */
export function forecastReference(fitted: FittedReference, input: ForecastInput, now: Int32Array): Float64Array {
  if (fitted.name === "seasonal") return forecastSeasonal(fitted, input, now);
  if (fitted.name === "drift") return forecastDrift(fitted, input, now);
  return fitted.name === "ets" ? forecastEts(fitted, input, now) : forecastTheta(fitted, input, now);
}

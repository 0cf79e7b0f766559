import { initialStates, warmUpRows } from "./ets-initial.ts";
import { filterEts } from "./ets-filter.ts";
import type { FittedEts, ForecastInput } from "./fitted.ts";
import { lastKnown, readerOf } from "./states-along.ts";

/**
 * Forecasts of an ETS model, [now.length, horizons]: the states are filtered once along the series. A row before the
 * first that the states are for gets its last known value.
 */
export function forecastEts(
  model: FittedEts,
  { target, horizons, otherSeries = false }: ForecastInput,
  now: Int32Array,
): Float64Array {
  const { phi, trend, season, period } = model;
  const forecast = new Float64Array(now.length * horizons.length);
  const reader = readerOf(now);
  const warm = otherSeries ? Math.min(warmUpRows(period), target.length) : model.from;
  const from = otherSeries ? 0 : model.from;
  const states = otherSeries ? initialStates(target.subarray(0, warm), model) : model;
  reader.before(otherSeries ? warm - 1 : from, (entry) => {
    forecast.fill(lastKnown(target, now[entry]), entry * horizons.length, (entry + 1) * horizons.length);
  });
  const growths = horizons.map((horizon) => growthAhead(trend === "damped" ? phi : 1, horizon));
  filterEts(model, model, states, target, { from, to: reader.end }, (row, level, growth, seasons) => {
    reader.at(row, (entry) => {
      horizons.forEach((horizon, h) => {
        const base = level + growths[h] * growth;
        const s = season === "none" ? 0 : seasons[(row + horizon - from) % period];
        forecast[entry * horizons.length + h] = season === "multiplicative" ? base * s : base + s;
      });
    });
  });
  return forecast;
}

/** φ + φ² + … + φ^horizon: how often the growth counts. */
function growthAhead(phi: number, horizon: number): number {
  return phi === 1 ? horizon : (phi * (1 - phi ** horizon)) / (1 - phi);
}

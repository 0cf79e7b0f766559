import { seasonsOf } from "./decompose.ts";
import { filterEts } from "./ets-filter.ts";
import { fitShape, mostFitted, periodWithin } from "./ets-fit.ts";
import { warmUpRows } from "./ets-initial.ts";
import type { EtsShape, FitInput, FittedTheta, ForecastInput, Season } from "./fitted.ts";
import { lastKnown, readerOf } from "./states-along.ts";

const simple: EtsShape = { error: "additive", trend: "none", season: "none", period: 1 };

/** The normal quantile of the seasonality test: 90 %, two-sided. */
const quantile = 1.645;

/**
 * Theta (Assimakopoulos and Nikolopoulos 2000): simple exponential smoothing of the seasonally adjusted series. The
 * series is adjusted where the autocorrelation at the season is significant (at 90 %), by ratios where all values are
 * positive. At most the latest 20,000 rows are fitted.
 */
export function fitTheta({ target, train, periods }: FitInput): FittedTheta {
  const from = Math.max(train.from, train.to - mostFitted);
  const values = target.subarray(from, train.to);
  const period = periodWithin(periods, values.length);
  const season = seasonFor(values, period);
  const seasons = season === "none" ? [] : seasonsOf(values, period, season);
  const { alpha, level } = fitShape(adjustedBy(values, season, seasons), simple);
  return { name: "theta", from, alpha, level, season, period: season === "none" ? 1 : period, seasons };
}

function seasonFor(values: Float64Array, period: number): Season {
  if (period === 1 || !isSeasonal(values, period)) return "none";
  return values.every((value) => value > 0 || Number.isNaN(value)) ? "multiplicative" : "additive";
}

/** Whether |r_m| > 1.645·√((1 + 2·(r₁² + … + r_{m−1}²)) / n). */
function isSeasonal(values: Float64Array, period: number): boolean {
  const known = values.filter((value) => !Number.isNaN(value));
  const origin = known[0];
  const mean = origin + known.reduce((sum, value) => sum + (value - origin), 0) / known.length;
  const centred = values.map((value) => (Number.isNaN(value) ? 0 : value - mean));
  const variance = centred.reduce((sum, value) => sum + value * value, 0);
  if (variance === 0) return false;
  let squares = 0;
  let last = 0;
  for (let lag = 1; lag <= period; lag++) {
    squares += last * last;
    last = 0;
    for (let i = lag; i < centred.length; i++) last += centred[i] * centred[i - lag];
    last /= variance;
  }
  return Math.abs(last) > quantile * Math.sqrt((1 + 2 * squares) / known.length);
}

/** The series without its season; index 0 has the first of `seasons`. */
export function adjustedBy(values: Float64Array, season: Season, seasons: readonly number[]): Float64Array {
  if (season === "none") return values;
  const period = seasons.length;
  return values.map((value, i) => (season === "additive" ? value - seasons[i % period] : value / seasons[i % period]));
}

/**
 * Forecasts of Theta, [now.length, horizons], in the form of Hyndman and Billah (2003): with b the growth of the line
 * through the rows seen so far, n of them,
 *
 *   forecast = level + b/2·(h − 1 + 1/α − (1 − α)^n/α), put back into its season
 *
 * Fewer than two rows from the first have their last known value.
 */
export function forecastTheta(
  model: FittedTheta,
  { target, horizons, otherSeries = false }: ForecastInput,
  now: Int32Array,
): Float64Array {
  const { alpha, season, period } = model;
  const forecast = new Float64Array(now.length * horizons.length);
  const reader = readerOf(now);
  const from = otherSeries ? 0 : model.from;
  const warm = otherSeries ? Math.min(warmUpRows(period), target.length) : 1;
  const beginning = target.subarray(0, warm);
  const seasons = otherSeries && season !== "none" ? seasonsOf(beginning, period, season) : model.seasons;
  const adjusted = adjustedBy(target.subarray(from, reader.end), season, seasons);
  const level = otherSeries
    ? lastKnown(
        adjusted,
        adjusted.findIndex((value) => !Number.isNaN(value)),
      )
    : model.level;
  reader.before(from + warm, (entry) => {
    forecast.fill(lastKnown(target, now[entry]), entry * horizons.length, (entry + 1) * horizons.length);
  });
  const growth = growingLine();
  const smoothing = { alpha, beta: 0, gamma: 0, phi: 1 };
  const states = { level, growth: 0, seasons: [] };
  filterEts(simple, smoothing, states, adjusted, { from: 0, to: adjusted.length }, (i, levelNow) => {
    growth.add(i, adjusted[i]);
    reader.at(from + i, (entry) => {
      const half = growth.perRow() / 2;
      const behind = (1 - (1 - alpha) ** (i + 1)) / alpha;
      horizons.forEach((horizon, h) => {
        const value = levelNow + half * (horizon - 1 + behind);
        const s = season === "none" ? 0 : seasons[(i + horizon) % period];
        forecast[entry * horizons.length + h] = season === "multiplicative" ? value * s : value + s;
      });
    });
  });
  return forecast;
}

/** The growth of the straight line through the points so far, by updates of means, which keep their digits. */
function growingLine(): { add(at: number, value: number): void; perRow(): number } {
  let [count, t, y, tt, ty] = [0, 0, 0, 0, 0];
  return {
    add: (at, value) => {
      if (Number.isNaN(value)) return;
      count++;
      const [beforeT, beforeY] = [at - t, value - y];
      t += beforeT / count;
      y += beforeY / count;
      tt += beforeT * (at - t);
      ty += beforeT * (value - y);
    },
    perRow: () => (tt > 0 ? ty / tt : 0),
  };
}

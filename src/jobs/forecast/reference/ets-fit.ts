import { filterEts, logLikelihoodOf } from "./ets-filter.ts";
import { initialStates } from "./ets-initial.ts";
import type { EtsParameters, EtsShape, EtsStates, FitInput, FittedEts, Season } from "./fitted.ts";
import { nelderMead, type Minimum } from "./nelder-mead.ts";

/** Rows that models are fitted to at most: the latest. */
export const mostFitted = 20_000;

/** Rows up to which the first level and growth are estimated too; later ones have forgotten them. */
const mostForInitial = 2_000;

/** Products of rows and evaluations in one search, at most. */
const mostWork = 6_000_000;

/** Smoothing parameters keep this far from 0 and 1. */
const margin = 1e-4;

/** Damping: below 0.8 a trend is gone at once, above 0.98 it is hardly damped (Hyndman and Athanasopoulos, 8.2). */
const dampingRange = { low: 0.8, high: 0.98 };

/** Values of α that a search begins at; the best of them goes on. */
const starts = [0.05, 0.3, 0.8];

/** A fit of one shape. */
export interface EtsFit extends EtsShape, EtsParameters, EtsStates {
  readonly logLikelihood: number;
  readonly aicc: number;
}

/**
 * Fits the exponential smoothing models that suit the series by maximum likelihood and returns the one with the
 * lowest AICc: no, additive or damped trend, with no season or one of the longest found period that fits twice;
 * multiplied seasons, whose errors are multiplicative too, where all values are positive. At most the latest 20,000
 * rows are fitted.
 */
export function fitEts({ target, train, periods }: FitInput): FittedEts {
  const from = Math.max(train.from, train.to - mostFitted);
  const values = target.subarray(from, train.to);
  const fits = shapesFor(values, periods).map((shape) => fitShape(values, shape));
  const best = fits.reduce((a, b) => (b.aicc < a.aicc ? b : a));
  return { name: "ets", from, ...best };
}

/** The strongest period that fits twice into so many rows, or 1. */
export function periodWithin(periods: readonly number[], rows: number): number {
  return periods.find((period) => period > 1 && 2 * period <= rows && period + 10 <= rows) ?? 1;
}

function shapesFor(values: Float64Array, periods: readonly number[]): EtsShape[] {
  const period = periodWithin(periods, values.length);
  const positive = values.every((value) => value > 0 || Number.isNaN(value));
  const seasons: Season[] = ["none"];
  if (period > 1) seasons.push("additive");
  if (period > 1 && positive) seasons.push("multiplicative");
  return seasons.flatMap((season) =>
    (["none", "additive", "damped"] as const).map((trend) => ({
      error: season === "multiplicative" ? ("multiplicative" as const) : ("additive" as const),
      trend,
      season,
      period: season === "none" ? 1 : period,
    })),
  );
}

/** Fits one shape: smoothing parameters, and in short series the first level and growth, by maximum likelihood. */
export function fitShape(values: Float64Array, shape: EtsShape): EtsFit {
  const heuristic = initialStates(values, shape);
  const scale = meanChange(values);
  const estimated = values.length <= mostForInitial && scale > 0;
  const read = (at: Float64Array): EtsParameters & EtsStates => readPoint(at, shape, heuristic, estimated ? scale : 0);
  const range = { from: 0, to: values.length };
  const lost = (at: Float64Array): number => {
    const model = read(at);
    return -logLikelihoodOf(filterEts(shape, model, model, values, range));
  };
  const points = starts.map((alpha) => startPoint(alpha, shape, estimated));
  const start = points.reduce((a, b) => (lost(b) < lost(a) ? b : a));
  const evaluations = Math.max(40, Math.min(250 * start.length, Math.floor(mostWork / values.length)));
  let best: Minimum = { at: start, value: lost(start) };
  // A second search from where the first ended leaves a simplex that has collapsed.
  for (const step of [0.5, 0.3]) {
    const found = nelderMead(lost, best.at, { step, evaluations: Math.ceil(evaluations / 2) });
    if (found.value < best.value) best = found;
  }
  const count = filterEts(shape, heuristicOnly, heuristic, values, range).count;
  const logLikelihood = -best.value;
  return { ...shape, ...read(best.at), logLikelihood, aicc: aiccOf(logLikelihood, parametersOf(shape), count) };
}

const heuristicOnly: EtsParameters = { alpha: 0.5, beta: 0, gamma: 0, phi: 1 };

/** Akaike's criterion, corrected for short series: lower is better; Infinity where nothing is left to estimate from. */
function aiccOf(logLikelihood: number, parameters: number, count: number): number {
  const left = count - parameters - 1;
  return left > 0 ? -2 * logLikelihood + (2 * parameters * count) / left : Infinity;
}

/** Everything estimated: smoothing, first states (seasons add up to a constant), and the variance. */
function parametersOf({ trend, season, period }: EtsShape): number {
  return 3 + (trend === "none" ? 0 : 2) + (trend === "damped" ? 1 : 0) + (season === "none" ? 0 : period);
}

/** The mean change from one known value to the next. */
function meanChange(values: Float64Array): number {
  let [sum, count, last] = [0, 0, Number.NaN];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    if (!Number.isNaN(last)) {
      sum += Math.abs(value - last);
      count++;
    }
    last = value;
  }
  return count === 0 ? 0 : sum / count;
}

/** A share of 0 to 1 by a sine, which reaches both ends, so that a search has no bounds; and the way round. */
const shareAt = (x: number): number => 0.5 + 0.5 * Math.sin(x);
const pointOf = (share: number): number => Math.asin(2 * share - 1);

function startPoint(alpha: number, { trend, season }: EtsShape, estimated: boolean): Float64Array {
  const point = [pointOf(alpha)];
  if (trend !== "none") point.push(pointOf(0.1));
  if (season !== "none") point.push(pointOf(0.1));
  if (trend === "damped") point.push(pointOf(0.9));
  if (estimated) point.push(0);
  if (estimated && trend !== "none") point.push(0);
  return Float64Array.from(point);
}

/** Parameters and first states at a point of the search: α, β/α, γ/(1 − α), φ, level and growth, as the shape has. */
function readPoint(
  at: Float64Array,
  { trend, season }: EtsShape,
  { level, growth, seasons }: EtsStates,
  scale: number,
): EtsParameters & EtsStates {
  let next = 0;
  const between = (low: number, high: number): number => low + (high - low) * shareAt(at[next++]);
  const alpha = between(margin, 1 - margin);
  const beta = trend === "none" ? 0 : alpha * between(margin, 1 - margin);
  const gamma = season === "none" ? 0 : (1 - alpha) * between(margin, 1 - margin);
  const phi = trend === "damped" ? between(dampingRange.low, dampingRange.high) : 1;
  const first = scale === 0 ? level : level + scale * at[next++];
  const firstGrowth = scale === 0 || trend === "none" ? growth : growth + 0.1 * scale * at[next++];
  return { alpha, beta, gamma, phi, level: first, growth: firstGrowth, seasons };
}

import type { EtsParameters, EtsShape, EtsStates } from "./fitted.ts";

/** What a filter found over the rows that it passed. */
export interface Filtered {
  /** Rows whose value was known. */
  readonly count: number;
  /** Sum of squared errors: of the value, or relative to the forecast where errors are multiplicative. */
  readonly squares: number;
  /** Sum of ln|forecast| where errors are multiplicative, else 0. */
  readonly logScale: number;
}

/** Is called after each row with the states that its value left; `seasons` is [period], overwritten in the next row. */
export type VisitStates = (row: number, level: number, growth: number, seasons: Float64Array) => void;

/**
 * Filters an exponential smoothing model along target[from..to): Hyndman et al. (2008), table 2.2. With q = ℓ + φ·b:
 *
 *   season      forecast   level           growth             season
 *   none        q          ℓ = q + α·e     b = φ·b + β·e
 *   additive    q + s      ℓ = q + α·e     b = φ·b + β·e      s = s + γ·e
 *   multiplied  q·s        ℓ = q + α·e/s   b = φ·b + β·e/s    s = s + γ·e/q
 *
 * where e is the value minus its forecast. Multiplicative errors have the same equations. After an unknown value, or
 * where a multiplied season has lost its sign, the states go on without a correction. (statsmodels divides the season's
 * correction by the new level, as Holt and Winters did, where R's forecast and this divide by q.)
 */
export function filterEts(
  { error, trend, season, period }: EtsShape,
  { alpha, beta, gamma, phi }: EtsParameters,
  states: EtsStates,
  target: Float64Array,
  { from, to }: { readonly from: number; readonly to: number },
  visit?: VisitStates,
): Filtered {
  const seasons = Float64Array.from(states.seasons);
  const damping = trend === "none" ? 0 : trend === "additive" ? 1 : phi;
  const relative = error === "multiplicative";
  let level = states.level;
  let growth = trend === "none" ? 0 : states.growth;
  let [count, squares, logScale, phase] = [0, 0, 0, 0];
  for (let row = from; row < to; row++) {
    const value = target[row];
    growth *= damping;
    level += growth;
    const base = level;
    const s = season === "none" ? 0 : seasons[phase];
    const forecast = season === "multiplicative" ? base * s : base + s;
    const e = value - forecast;
    // An unknown value makes e NaN.
    if (e === e && (season !== "multiplicative" || (base > 0 && s > 0))) {
      const adjusted = season === "multiplicative" ? e / s : e;
      level = base + alpha * adjusted;
      if (trend !== "none") growth += beta * adjusted;
      if (season === "additive") seasons[phase] = s + gamma * e;
      else if (season === "multiplicative") seasons[phase] = s + (gamma * e) / base;
    }
    if (e === e) {
      count++;
      if (relative) {
        squares += (e / forecast) ** 2;
        logScale += Math.log(Math.abs(forecast));
      } else squares += e * e;
    }
    if (++phase >= period) phase = 0;
    visit?.(row, level, growth, seasons);
  }
  return { count, squares, logScale };
}

/** Log-likelihood of normal errors with the variance that fits them best. */
export function logLikelihoodOf({ count, squares, logScale }: Filtered): number {
  const variance = Math.max(squares / count, Number.MIN_VALUE);
  return (-count / 2) * (Math.log(2 * Math.PI * variance) + 1) - logScale;
}

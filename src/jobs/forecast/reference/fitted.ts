/** The reference models: what a forecaster with a textbook tries first (Hyndman and Athanasopoulos 2021). */
export type ReferenceName = "seasonal" | "drift" | "ets" | "theta";

/** How a season acts on the level: added to it, multiplied with it, or not at all. */
export type Season = "none" | "additive" | "multiplicative";

/** Seasonal naive: the last known value at the phase of the moment predicted. */
export interface FittedSeasonal {
  readonly name: "seasonal";
  /** Rows of one season. */
  readonly period: number;
}

/** Drift: the last value, and on by the mean change since the first row of training. */
export interface FittedDrift {
  readonly name: "drift";
  /** The row of the target that changes are counted from. */
  readonly from: number;
}

/** Which terms an exponential smoothing model has: E, T and S of ETS. */
export interface EtsShape {
  /** Multiplicative errors grow with the forecast; they change the likelihood, not the equations. */
  readonly error: "additive" | "multiplicative";
  readonly trend: "none" | "additive" | "damped";
  readonly season: Season;
  /** Rows of one season; 1 without a season. */
  readonly period: number;
}

/** Smoothing parameters of an ETS model, as Hyndman et al. (2008) write them: β ≤ α and γ ≤ 1 − α. */
export interface EtsParameters {
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
  readonly phi: number;
}

/** States of an ETS model before the first row that it sees. */
export interface EtsStates {
  readonly level: number;
  /** Change of the level in one row. */
  readonly growth: number;
  /** [period] The season at the first row that is seen, at the second, and so on; empty without a season. */
  readonly seasons: readonly number[];
}

export interface FittedEts extends EtsShape, EtsParameters, EtsStates {
  readonly name: "ets";
  /** The row of the target that the states stand before. */
  readonly from: number;
  readonly logLikelihood: number;
  readonly aicc: number;
}

/** Theta: simple exponential smoothing of the seasonally adjusted series, with half the growth of its line. */
export interface FittedTheta {
  readonly name: "theta";
  readonly from: number;
  readonly alpha: number;
  readonly level: number;
  readonly season: Season;
  readonly period: number;
  /** [period] The season at row `from`, at the next, and so on; empty without a season. */
  readonly seasons: readonly number[];
}

/** A fitted reference model: plain values, which JSON holds to the last bit. */
export type FittedReference = FittedSeasonal | FittedDrift | FittedEts | FittedTheta;

/** What a reference model is fitted to. */
export interface FitInput {
  /** The target in its own unit, one value per row; NaN where unknown. */
  readonly target: Float64Array;
  /** Rows that may be looked at: from inclusive, to exclusive. */
  readonly train: { readonly from: number; readonly to: number };
  /** Rows from now to each moment that is predicted. */
  readonly horizons: readonly number[];
  /** Rows of the seasons found in training, the strongest first: see findPeriods. */
  readonly periods: readonly number[];
}

/** What a reference model forecasts from. */
export interface ForecastInput {
  readonly target: Float64Array;
  readonly horizons: readonly number[];
  /**
   * True where the target is not the series of the fit, or begins at another row: states are then found from its own
   * first rows, by the fitted parameters. Default false.
   */
  readonly otherSeries?: boolean;
}

import type { Series } from "../drawing/time-line.ts";

/** What a forecast report shows beside errors: intervals, the future, and what errors and series are made of. */

/** An interval through time. `null` where there were too few errors to tell. */
export interface Band {
  /** The share of truths that it is to hold, 0 to 1. */
  readonly level: number;
  readonly lower: readonly (number | null)[];
  readonly upper: readonly (number | null)[];
}

/** The values after the last row, all at `times`. */
export interface FutureData {
  readonly model: string;
  /** Whether the model was fitted again to all rows. */
  readonly refitted: boolean;
  /** The last known values, about twice as many as there are to come. */
  readonly truth: Series;
  readonly times: readonly number[];
  /** The times as the file writes them. */
  readonly moments: readonly string[];
  readonly forecast: readonly (number | null)[];
  /** How many hours before each was forecast: with one horizon all from different rows, that horizon before. */
  readonly aheadHours: readonly number[];
  /** By rising level. */
  readonly bands: readonly Band[];
}

/** How an interval did on the test split; widths and scores are in the target's unit. */
export interface IntervalScores {
  readonly level: number;
  /** The share of truths that it held, 0 to 1. */
  readonly coverage: number;
  readonly width: number;
  readonly winkler: number;
}

/** Scores of a model on the test split beside MAE and RMSE. */
export interface ModelScores {
  readonly metrics: {
    /** MAE in units of the seasonal naive forecast's error over the training rows. */
    readonly mase: number | null;
    /** Continuous ranked probability score, in the target's unit. */
    readonly crps: number | null;
    readonly intervals: readonly IntervalScores[];
  };
  /** Absent for the best reference model itself. */
  readonly againstReference?: {
    readonly reference: string;
    /** 1 − MAE / MAE of the reference. */
    readonly skill: number | null;
    /** Below 0 where this model is better; `null` where there are too few forecasts. */
    readonly dieboldMariano: { readonly statistic: number; readonly p: number } | null;
  };
}

/** Errors of the best model at the furthest horizon, over the test split. */
export interface Residuals {
  readonly lagHours: readonly number[];
  /** Autocorrelation, −1 to 1, from lag 0. */
  readonly r: readonly (number | null)[];
  /** 95 % of the autocorrelations of as many independent errors lie within ± this. */
  readonly bound: number | null;
}

/** The series as trend + season + remainder, in the target's unit. */
export interface Decomposition {
  readonly trend: Series;
  /** One season: what is added at each place, and what stands below it, such as "06:00" or "Mar". */
  readonly season: { readonly labels: readonly string[]; readonly values: readonly number[] };
  readonly remainder: Series;
  /** Length of a season. */
  readonly seasonHours: number;
  /** 0 to 1: how much of what varies beside the season is trend, and beside the trend is season. */
  readonly trendStrength: number | null;
  readonly seasonStrength: number | null;
}

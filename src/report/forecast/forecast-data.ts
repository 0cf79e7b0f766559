import type { Series } from "../drawing/time-line.ts";
import type { LossHistory } from "../drawing/training/loss-curves.ts";
import type { WindowInside } from "../drawing/gates/gate-data.ts";
import type { Band, Decomposition, FutureData, ModelScores, Residuals } from "./evidence-data.ts";

/**
 * What a forecast report shows: plain data that survives JSON. Times are milliseconds since 1970 (read as UTC),
 * durations are hours unless a name says otherwise, errors and values of the target are in the target's unit. A missing
 * number is `null`.
 */

/** What the file holds and what is odd in it, in words made elsewhere. */
export interface Diagnosis {
  /** Plain text, one line each, shown as it is in a fixed-width font. */
  readonly lines: readonly string[];
  /** Short facts, such as { label: "rows", value: "52,696" }. */
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  /** Sentences about what may spoil a forecast; empty when nothing was found. */
  readonly warnings: readonly string[];
}

export type SplitName = "train" | "validation" | "test";

/** One range of the series, from its first to its last time. */
export interface Split {
  readonly name: SplitName;
  readonly from: number;
  readonly to: number;
}

/** The target over the hours of a day: mean and 10 % and 90 % quantiles per hour, in the target's unit. */
export interface DailyCycle {
  /** Start of each bin, in hours from midnight, rising: 0, 1, … 23. */
  readonly hours: readonly number[];
  readonly mean: readonly (number | null)[];
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
}

/** How alike the series is to itself some hours earlier, −1 to 1. */
export interface Autocorrelation {
  readonly lagHours: readonly number[];
  readonly r: readonly (number | null)[];
}

export interface SeriesFacts {
  /** The target over the whole file. */
  readonly whole: Series;
  /** The target over a few days, unthinned. */
  readonly zoom: Series;
  /** In order of time; empty where nothing was split. */
  readonly splits: readonly Split[];
  /** `null` where readings are a day or more apart. */
  readonly dailyCycle: DailyCycle | null;
  readonly autocorrelation: Autocorrelation;
  /** `null` where the step suggests no season, or the series is shorter than two of them. */
  readonly decomposition: Decomposition | null;
}

/** The first training example: what a model sees and what it is asked. All values are scaled. */
export interface FirstWindow {
  /** Times of the input rows, [rows]. */
  readonly times: readonly number[];
  /** Input variables, each [rows]. */
  readonly variables: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
  /** The moment from which the forecast looks ahead; the last input is at or before it. */
  readonly now: number;
  /** What has to be forecast, one point per step of the horizon. */
  readonly targets: readonly { readonly time: number; readonly value: number | null }[];
}

/** Mean absolute error and root mean squared error, in the target's unit; `null` when there is no finite number. */
export interface Scores {
  readonly mae: number | null;
  readonly rmse: number | null;
}

/** One of the compared models, or a baseline. */
export interface LeaderboardRow {
  readonly model: string;
  /** Trained numbers; 0 for a baseline. */
  readonly parameters: number;
  readonly validation: Scores;
  readonly test: Scores;
  /** 1 − test MAE / test MAE of the naive forecast: 0.27 is 27 % better than naive, below 0 is worse. */
  readonly skill: number | null;
  /** The epoch whose weights were kept, counted from 1; `null` for a baseline. */
  readonly bestEpoch: number | null;
  /** Epochs trained; 0 for a baseline. */
  readonly epochs: number;
  /** Training time in seconds. */
  readonly seconds: number;
  readonly secondsPerEpoch: number | null;
  readonly note?: string;
}

export interface Leaderboard {
  readonly rows: readonly LeaderboardRow[];
  /** The model chosen by its validation error; the test split has no say. */
  readonly best: string;
  /** The model that is the naive forecast. */
  readonly naive: string;
  /** Whether any trained model has a smaller test error than the naive forecast. */
  readonly beatsNaive: boolean;
}

/** What a report shows of a model: its row, and how its intervals did. */
export interface ForecastRow extends LeaderboardRow, ModelScores {}

export interface ForecastLeaderboard extends Leaderboard {
  readonly rows: readonly ForecastRow[];
  /** The model without training that has the smallest validation error; may be the naive one. */
  readonly reference: string;
}

/** Forecasts beside what came, all at the same times: the time that is forecast, not the time of the forecast. */
export interface Comparison {
  readonly times: readonly number[];
  readonly truth: readonly (number | null)[];
  readonly forecast: readonly (number | null)[];
  readonly naive: readonly (number | null)[];
  /** The interval of 80 % around `forecast`, calibrated on the validation split; `null` where there is none. */
  readonly band: Band | null;
}

/** Mean absolute errors by the hour of the day that is forecast. */
export interface ErrorsByHour {
  readonly hours: readonly number[];
  readonly best: readonly (number | null)[];
  readonly naive: readonly (number | null)[];
}

/** Mean absolute errors at one distance into the future. */
export interface HorizonErrors {
  readonly horizonHours: number;
  readonly best: number | null;
  readonly naive: number | null;
  /** The share of truths, 0 to 1, that the interval of 80 % around the best forecast held. */
  readonly coverage: number | null;
}

/** How errors (forecast − truth) are spread: shares of all errors, 0 to 1, between neighbouring edges. */
export interface ErrorHistogram {
  /** Rising, one more than there are bins; the outer bins also hold what lies beyond them. */
  readonly edges: readonly number[];
  readonly best: readonly number[];
  readonly naive: readonly number[];
}

export interface TestSplit {
  /** One or two weeks, unthinned. */
  readonly zoom: Comparison;
  /**
   * How `zoom` was chosen, to end a sentence: "the two weeks whose error is closest to that of the whole test split".
   */
  readonly zoomChoice: string;
  /** The whole test split; truth and forecast may be thinned separately. */
  readonly truth: Series;
  readonly forecast: Series;
  /** `null` where readings are a day or more apart. */
  readonly byHour: ErrorsByHour | null;
  /** By rising horizon; one entry when only one moment is forecast. */
  readonly byHorizon: readonly HorizonErrors[];
  readonly histogram: ErrorHistogram;
  readonly residuals: Residuals;
}

/** What `inspectReport` shows of a file. */
export interface InspectData {
  readonly title: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** The command that made this, to be typed again. */
  readonly commandLine: string;
  readonly file: string;
  /** Whether the data were made up by a program; every figure then says so. */
  readonly simulated: boolean;
  /** Name of the target column. */
  readonly target: string;
  /** Unit of the target, "" when it has none; "degC" is written °C. */
  readonly unit: string;
  /** How the clock times are meant, such as "UTC" or "local time as in the file". */
  readonly clock?: string;
  readonly diagnosis: Diagnosis;
  readonly series: SeriesFacts;
}

/** What `forecastReport` shows of a forecast. */
export interface ForecastData extends InspectData {
  readonly seed: number;
  /** Which kernels ran, such as "native (AVX2)". */
  readonly kernels: string;
  readonly threads: number;
  /** How far ahead the (last) forecast moment is. */
  readonly horizonHours: number;
  /** The same in words: "24 h", "3 business days". */
  readonly horizon: string;
  readonly firstWindow: FirstWindow;
  readonly leaderboard: ForecastLeaderboard;
  readonly future: FutureData;
  /** What the losses measure, such as "mean absolute error, scaled". */
  readonly lossName: string;
  readonly histories: readonly LossHistory[];
  readonly test: TestSplit;
  /** The best model, layer by layer, as text. */
  readonly modelSummary: string;
  /** Gates and states of the best recurrent model over one window; absent where none was trained. */
  readonly inside?: WindowInside;
  /** Paragraphs of plain text on what to keep in mind. */
  readonly notes: readonly string[];
}

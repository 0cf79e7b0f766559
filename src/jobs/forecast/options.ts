import { checkOptions } from "../../tensor/options.ts";
import { split as splitRows } from "../../data/series/split.ts";
import { checkDuration, type Duration } from "../../data/series/durations.ts";
import { asOption, checkCount, OptionError } from "../option-error.ts";
import { aggregateNames, type Aggregate } from "../table/aggregate.ts";
import { suggest } from "../table/data-error.ts";
import { readingOptionNames, type ReadingOptions } from "../table/reading-options.ts";
import type { GridPolicy } from "./load.ts";
import { calendarFeatures, type CalendarName } from "./calendar-features.ts";
import { lectureModels, quickModels, modelNames, type ModelName } from "./candidates.ts";

export type Preset = "quick" | "lecture";

export interface ForecastOptions extends GridPolicy, ReadingOptions {
  /**
   * A path, an SQL query, or "jena" for the weather file of the lecture. Default: two years of the simulated weather
   * station.
   */
  readonly source?: string;
  /** The column to predict. Only the simulated station has a default: its temperature. */
  readonly target?: string;
  /** The columns to look at, besides the target itself. Default: every column of numbers. */
  readonly features?: readonly string[];
  /**
   * How far a model looks back. Default: 10 days; 60 rows where rows are more than an hour apart; 5 days without a
   * source.
   */
  readonly lookback?: Duration;
  /**
   * One input for so much time. Default: 1 hour; one row where that is longer or does not fit; 2 hours without a
   * source.
   */
  readonly every?: Duration;
  /**
   * What the rows within `every` become: "sample" takes one row in so many as an input and leaves all rows as they are;
   * "mean", "sum" and "last" make one row of them, target and inputs alike, with missing values left out. Default:
   * sample.
   */
  readonly aggregate?: Aggregate;
  /** Which moments after now to predict. Default: 24 hours; the next row where rows are further apart. */
  readonly ahead?: readonly Duration[];
  /** Predict every row after now up to this one, in place of `ahead`. */
  readonly horizon?: Duration;
  /**
   * Whether the chosen model is fitted again to all rows, with the updates of its best epoch, before it forecasts the
   * future and is saved: "all" or "none". Default: all; none for the lecture's preset.
   */
  readonly refit?: "all" | "none";
  /**
   * Compare again from so many earlier origins: the test split is cut into as many ranges, and for each everything is
   * done anew with the rows before it alone. Default: no backtest.
   */
  readonly backtest?: number;
  /** Compare with so many seeds, from `seed` on, for the spread of the errors. Default: 1. */
  readonly seeds?: number;
  /** Columns whose later values are known, such as a price or a holiday: inputs for the moments predicted. */
  readonly known?: readonly string[];
  /** Inputs from the calendar: "hour", "weekday", "month", and "holidays:DE" or of a state "holidays:DE-BY". */
  readonly calendar?: readonly CalendarName[];
  /** Shares of training, validation and test in percent, by time. Default: "50/25/25". */
  readonly split?: string;
  /**
   * "quick": several models in a minute or two. "lecture": the settings of the lecture, row for row. Default: quick.
   */
  readonly preset?: Preset;
  /** What to train and compare; naive is always among them. Default: the preset's. */
  readonly models?: readonly ModelName[];
  /** Maximum epochs per model. Default: the preset's. */
  readonly epochs?: number;
  /** Default: one pass over the training windows, at most 100; lecture 500. */
  readonly stepsPerEpoch?: number;
  /** Windows per step. Default: 128, on small files down to 16. */
  readonly batchSize?: number;
  /** Of first weights, order and dropout. Default: 0. */
  readonly seed?: number;
}

/** The lecture's geometry, in rows. */
export const lecture = {
  lookback: 1440,
  step: 6,
  delay: 144,
  batchSize: 128,
  stepsPerEpoch: 500,
  rows: 420_551,
  trainEnd: 200_000,
  validationEnd: 300_000,
} as const;

/** The longest quick epoch, in steps. */
export const mostQuickSteps = 100;

/** Options that the lecture preset sets itself. */
const fixedByLecture = [
  "lookback",
  "every",
  "aggregate",
  "ahead",
  "horizon",
  "backtest",
  "known",
  "calendar",
  "split",
  "gaps",
  "missing",
  "longest",
  "sentinels",
  "keep",
] as const;

/** Throws an OptionError for what can be seen to be wrong without looking at the data. */
export function checkForecastOptions(options: ForecastOptions): void {
  checkOptions("forecast", options, {
    gaps: true,
    missing: true,
    longest: true,
    sentinels: true,
    keep: true,
    source: true,
    target: true,
    ...readingOptionNames,
    features: true,
    lookback: true,
    every: true,
    aggregate: true,
    ahead: true,
    horizon: true,
    refit: true,
    backtest: true,
    seeds: true,
    known: true,
    calendar: true,
    split: true,
    preset: true,
    models: true,
    epochs: true,
    stepsPerEpoch: true,
    batchSize: true,
    seed: true,
  });
  const {
    preset = "quick",
    models = [],
    split,
    ahead,
    horizon,
    lookback,
    every,
    refit,
    aggregate = "sample",
  } = options;
  if (preset !== "quick" && preset !== "lecture")
    throw new OptionError(`there is no preset "${String(preset)}"; help: quick or lecture`);
  if (preset === "lecture") {
    for (const name of fixedByLecture) {
      if (options[name] !== undefined)
        throw new OptionError(`the lecture preset sets ${name} itself; help: leave it out, or leave out the preset`);
    }
  }
  for (const model of models) {
    if (!modelNames.includes(model))
      throw new OptionError(`there is no model "${model}"; help: ${suggest(model, modelNames)}`);
  }
  if (options.decimal !== undefined && !["point", "comma"].includes(options.decimal))
    throw new OptionError(`there is no decimal "${options.decimal}"; help: point or comma`);
  for (const name of ["epochs", "stepsPerEpoch", "batchSize", "backtest", "seeds"] as const)
    checkCount(name, options[name], 1);
  checkCount("seed", options.seed, 0);
  if (split !== undefined) asOption(() => splitRows(1_000_000, split));
  calendarFeatures(options.calendar ?? []);
  if (refit !== undefined && !["all", "none"].includes(refit))
    throw new OptionError(`refit cannot be "${refit}"; help: all or none`);
  if (!aggregateNames.includes(aggregate)) {
    throw new OptionError(`aggregate cannot be "${aggregate}"; help: ${suggest(aggregate, aggregateNames)}`);
  }
  if (aggregate !== "sample" && every === undefined && options.source !== undefined)
    throw new OptionError(`aggregate "${aggregate}" needs a step; help: name it with every, such as 1h (--every 1h)`);
  if (horizon !== undefined && ahead !== undefined)
    throw new OptionError("ahead names single moments and horizon all up to one; help: give one of the two");
  for (const duration of [lookback, every, horizon, ...(ahead ?? [])]) {
    if (typeof duration === "string" && !/^\d+$/.test(duration.trim())) asOption(() => checkDuration(duration));
  }
  if (ahead?.length === 0) throw new OptionError("ahead names no time; help: 24h, or several such as 6h,12h,24h");
}

/**
 * What a run without a file uses where nothing else is said: simulated weather read every two hours, so that the
 * whole comparison ends within a minute natively and a minute and a half in WebAssembly.
 */
const demonstration: Pick<ForecastOptions, "lookback" | "every" | "models" | "epochs"> = {
  lookback: "5d",
  every: "2h",
  models: ["naive", "seasonal", "theta", "linear", "gru", "lstm"],
  epochs: 20,
};

/** The options with the demonstration's defaults where there is no file to read. */
export function withDemonstration(options: ForecastOptions): ForecastOptions {
  return options.source === undefined && options.preset === undefined ? { ...demonstration, ...options } : options;
}

/** The models to run, in the order of the table; naive is always there, as what the others are measured by. */
export function chosenModels({ models, preset = "quick" }: ForecastOptions): readonly ModelName[] {
  const wanted = new Set<ModelName>(["naive", ...(models ?? (preset === "lecture" ? lectureModels : quickModels))]);
  return modelNames.filter((name) => wanted.has(name));
}

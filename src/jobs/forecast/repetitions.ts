import type { Split } from "../../data/series/split.ts";
import { rowsOf } from "../../data/series/table.ts";
import { timeText } from "../../data/series/time-text.ts";
import type { Scores } from "../../report/forecast/forecast-data.ts";
import { OptionError } from "../option-error.ts";
import type { ForecastCallbacks } from "./callbacks.ts";
import { compareModels, type ComparedModels } from "./compare-models.ts";
import type { Loaded } from "./load.ts";
import type { ForecastOptions } from "./options.ts";
import { prepare } from "./prepare.ts";
import type { Prepared } from "./prepared.ts";

/** One comparison of several: from one origin, or with one seed. */
export interface Repetition {
  /** The first time that is forecast, or the seed. */
  readonly label: string;
  /** What validation chose. */
  readonly best: string;
  readonly models: readonly {
    readonly model: string;
    readonly test: Scores;
    readonly skill: number | null;
    /** The share of truths inside the 80 % interval. */
    readonly coverage: number | null;
  }[];
}

/** The same comparison several times, and how its test errors vary. */
export interface Repetitions {
  readonly runs: readonly Repetition[];
  /** Models that ran every time, by mean error. */
  readonly models: readonly {
    readonly model: string;
    /** Of the test MAE over the runs. */
    readonly mean: number;
    /** Sample standard deviation of the same; 0 for a single run. */
    readonly stddev: number;
    /** How often validation chose it. */
    readonly chosen: number;
  }[];
}

/**
 * Rolling-origin backtest: the rows of the test split are cut into `backtest` ranges, and for each the comparison
 * begins anew on the rows before it alone: scaler, training, validation, choice and intervals. The rows before are
 * split into training and validation in the proportion of the options. Null without the option.
 */
export async function backtestOf(
  loaded: Loaded,
  { split, table, geometry }: Prepared,
  options: ForecastOptions,
  callbacks: ForecastCallbacks,
  signal: AbortSignal | undefined,
): Promise<Repetitions | null> {
  const { backtest: count } = options;
  if (count === undefined) return null;
  const length = (split.test.to - split.test.from) / count;
  if (Math.floor(length) <= geometry.horizons[geometry.horizons.length - 1]) {
    throw new OptionError(
      `${count} origins leave ${Math.floor(length)} rows of the test split to each, and the forecast looks ` +
        `${geometry.horizons[geometry.horizons.length - 1]} rows ahead; help: fewer origins (--backtest), more rows, ` +
        "or look ahead less",
    );
  }
  const share = split.train.to / split.validation.to;
  const runs: Repetition[] = [];
  for (let k = 0; k < count && !signal?.aborted; k++) {
    const from = Math.round(split.test.from + k * length);
    const to = Math.round(split.test.from + (k + 1) * length);
    const border = Math.floor(from * share);
    const folds: Split = {
      train: { from: 0, to: border },
      validation: { from: border, to: from },
      test: { from, to },
    };
    const label = timeText(table, table.times[from]);
    callbacks.onRepetition?.(`origin ${k + 1} of ${count}, ${label}`);
    const compared = await compareModels(
      prepare({ ...loaded, table: rowsOf(loaded.table, 0, to), after: null }, options, folds),
      options,
      callbacks,
      signal,
    );
    if (!compared.interrupted) runs.push(repetitionOf(label, compared));
  }
  return summarized(runs);
}

/** The comparison with `seeds` seeds, the first of which is done. Null where one seed was asked for. */
export async function seedsOf(
  loaded: Loaded,
  first: ComparedModels,
  options: ForecastOptions,
  callbacks: ForecastCallbacks,
  signal: AbortSignal | undefined,
): Promise<Repetitions | null> {
  const { seeds = 1, seed = 0 } = options;
  if (seeds === 1) return null;
  const runs = [repetitionOf(String(seed), first)];
  for (let k = 1; k < seeds && !signal?.aborted; k++) {
    const other = { ...options, seed: seed + k };
    callbacks.onRepetition?.(`seed ${other.seed}`);
    const compared = await compareModels(prepare(loaded, other), other, callbacks, signal);
    if (!compared.interrupted) runs.push(repetitionOf(String(other.seed), compared));
  }
  return summarized(runs);
}

function repetitionOf(label: string, { leaderboard }: ComparedModels): Repetition {
  return {
    label,
    best: leaderboard.best,
    models: leaderboard.rows.map(({ model, test, skill, metrics }) => ({
      model,
      test,
      skill,
      coverage: metrics.intervals.find(({ level }) => level === 0.8)?.coverage ?? null,
    })),
  };
}

function summarized(runs: readonly Repetition[]): Repetitions {
  const names = runs.length === 0 ? [] : runs[0].models.map(({ model }) => model);
  const models = names.flatMap((model) => {
    const errors = runs.flatMap((run) => run.models.find((row) => row.model === model)?.test.mae ?? []);
    if (errors.length < runs.length) return [];
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    const square = errors.reduce((sum, error) => sum + (error - mean) ** 2, 0);
    return [
      {
        model,
        mean,
        stddev: Math.sqrt(square / Math.max(1, errors.length - 1)),
        chosen: runs.filter(({ best }) => best === model).length,
      },
    ];
  });
  return { runs, models: models.toSorted((a, b) => a.mean - b.mean) };
}

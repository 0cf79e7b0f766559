import { split as splitRows, type Split } from "../../data/series/split.ts";
import { rowsOf, type Range } from "../../data/series/table.ts";
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
  const furthest = geometry.horizons[geometry.horizons.length - 1];
  const length = Math.floor((split.test.to - split.test.from) / count);
  if (length <= furthest) {
    throw new OptionError(
      `${count} origins leave ${length} rows of the test split to each, and the forecast looks ${furthest} rows ` +
        "ahead; help: fewer origins (--backtest), more rows, or look ahead less",
    );
  }
  const share = split.train.to / split.validation.to;
  const runs: Repetition[] = [];
  for (let k = 0; k < count; k++) {
    if (signal?.aborted) break;
    const fold = (rows: number): Split => foldOf(rows, splitRows(rows, options.split).test, share, k, count);
    const parts = loaded.parts.map(({ name, table: whole }) => ({
      name,
      table: rowsOf(whole, 0, fold(whole.rows).test.to),
      after: null,
    }));
    const { from } = fold(loaded.table.rows).test;
    const label = loaded.parts.length === 1 ? timeText(table, table.times[from]) : `${k + 1}`;
    callbacks.onRepetition?.(`origin ${k + 1} of ${count}${loaded.parts.length === 1 ? `, ${label}` : ""}`);
    const compared = await compareModels(
      prepare({ ...loaded, parts, table: parts[0].table }, options, (_rows, index) =>
        fold(loaded.parts[index].table.rows),
      ),
      options,
      callbacks,
      signal,
    );
    if (!compared.interrupted) runs.push(repetitionOf(label, compared));
  }
  return summarized(runs);
}

/** Range `k` of the test split of a series of so many rows, and what came before it as training and validation. */
function foldOf(rows: number, test: Range, share: number, k: number, count: number): Split {
  const length = (test.to - test.from) / count;
  const from = Math.round(test.from + k * length);
  const to = k === count - 1 ? rows : Math.round(test.from + (k + 1) * length);
  const border = Math.floor(from * share);
  return { train: { from: 0, to: border }, validation: { from: border, to: from }, test: { from, to } };
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
  for (let k = 1; k < seeds; k++) {
    if (signal?.aborted) break;
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

import { formatTime } from "../../data/series/calendar.ts";
import type { Range, RegularTable } from "../../data/series/table.ts";
import { timeText } from "../../data/series/time-text.ts";
import { backendInUse } from "../../tensor/backend-in-use.ts";
import type { Diagnosis } from "../table/diagnosis.ts";
import type { Repairs } from "../table/repair.ts";
import { finiteOrNull } from "../finite-or-null.ts";
import type { ForecastResult } from "./forecast.ts";
import type { Future } from "./future.ts";
import { seriesAt, type SeriesRange } from "./series-ranges.ts";
import type { SeriesScores } from "./series-scores.ts";
import type { Repetitions } from "./repetitions.ts";
import type { CandidateResult } from "./leaderboard.ts";

/** One range of the split. */
export interface SplitSummary {
  readonly from: string;
  readonly to: string;
  readonly rows: number;
  /** Windows that were trained on, or scored. */
  readonly windows: number;
}

/**
 * A forecast in numbers: leaderboard.json, and what `lookback forecast --json` prints. Errors are in the target's unit
 * unless under `normalized`.
 */
export interface ForecastSummary {
  readonly schema: 2;
  readonly data: {
    readonly file: string;
    readonly simulated: boolean;
    readonly rows: number;
    readonly from: string;
    readonly to: string;
    /** Seconds from one row to the next. */
    readonly step: number;
    readonly target: string;
    readonly unit?: string;
  };
  /** How far ahead was predicted, in seconds. */
  readonly ahead: readonly number[];
  readonly split: { readonly train: SplitSummary; readonly validation: SplitSummary; readonly test: SplitSummary };
  readonly kernels: "native" | "wasm" | "reference";
  readonly threads: number;
  readonly seed: number;
  /** Best validation error first. */
  readonly leaderboard: readonly CandidateResult[];
  /** The model with the smallest validation error. */
  readonly best: string;
  /** Whether it was fitted again to all rows for the future. */
  readonly refitted: boolean;
  /** The moments after the last row. */
  readonly future: readonly FutureSummary[];
  /** Whether any trained model has a smaller test error than naive. */
  readonly beatsNaive: boolean;
  /** Of the best model on each of several series, the smallest skill first; absent where there is one. */
  readonly series?: readonly SeriesScores[];
  /** Test errors from several origins and with several seeds; null where there was one of each. */
  readonly backtest: Repetitions | null;
  readonly seeds: Repetitions | null;
  /** Whether the run was ended before all models were done. */
  readonly interrupted: boolean;
  readonly notes: readonly string[];
  /** What the file holds and what is odd in it, and what was repaired; null where rows were taken as they are. */
  readonly diagnosis: Diagnosis;
  readonly repairs: Repairs | null;
  /** The folder that everything was written to. */
  readonly out: string;
}

/** The numbers of a forecast that is written to the folder `out`. */
export function summaryOf(result: ForecastResult, out: string): ForecastSummary {
  const { prepared, leaderboard, seed, notes, interrupted } = result;
  const { table, name, simulated, target, unit, split, geometry } = prepared;
  const time = (row: number): string => formatTime(table.times[row]);
  const splitSummary = ({ from, to }: Range, windows: number): SplitSummary => ({
    from: time(from),
    to: time(to - 1),
    rows: to - from,
    windows,
  });
  return {
    schema: 2,
    data: {
      file: name,
      simulated,
      rows: table.rows,
      from: time(0),
      to: time(table.rows - 1),
      step: table.step / 1000,
      target,
      ...(unit === "" ? {} : { unit }),
    },
    ahead: geometry.horizons.map((horizon) => (horizon * table.step) / 1000),
    split: {
      train: splitSummary(split.train, prepared.trainWindows),
      validation: splitSummary(split.validation, prepared.validationNow.length),
      test: splitSummary(split.test, prepared.testNow.length),
    },
    kernels: backendInUse().name,
    threads: backendInUse().threads,
    seed,
    leaderboard: leaderboard.rows,
    best: leaderboard.best,
    ...(result.seriesScores.length === 0 ? {} : { series: result.seriesScores }),
    backtest: result.backtest,
    seeds: result.seeds,
    refitted: result.final.refitted,
    future: futureSummary(result.future, table, prepared.series),
    beatsNaive: leaderboard.beatsNaive,
    interrupted,
    notes,
    diagnosis: prepared.diagnosis,
    repairs: prepared.repairs,
    out,
  };
}

/** One moment after the last row. */
export interface FutureSummary {
  /** Of several. */
  readonly series?: string;
  readonly time: string;
  readonly forecast: number;
  /** By level; null where there were too few errors to tell. */
  readonly intervals: readonly {
    readonly level: number;
    readonly lower: number | null;
    readonly upper: number | null;
  }[];
}

export function futureSummary(
  { now, times, forecast, intervals }: Future,
  table: RegularTable,
  series: readonly SeriesRange[],
): readonly FutureSummary[] {
  const nameAt = (row: number): { readonly series?: string } => {
    const { name } = seriesAt(series, row);
    return name === null ? {} : { series: name };
  };
  return Array.from(times, (time, i) => ({
    ...nameAt(now[i]),
    time: timeText(table, time),
    forecast: forecast[i],
    intervals: intervals.map(({ level, lower, upper }) => ({
      level,
      lower: finiteOrNull(lower[i]),
      upper: finiteOrNull(upper[i]),
    })),
  }));
}

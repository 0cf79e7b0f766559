import type { StepUnit } from "../../data/series/grid.ts";
import type { RegularTable } from "../../data/series/table.ts";
import { timeText } from "../../data/series/time-text.ts";
import { showClock, showMonth } from "../../report/drawing/format.ts";
import { thin } from "../../report/drawing/thin.ts";
import type { Band, Decomposition, FutureData, Residuals } from "../../report/forecast/evidence-data.ts";
import { autocorrelation, whiteNoiseBound } from "../../scoring/autocorrelation.ts";
import { decomposition } from "../../scoring/decomposition.ts";
import { finiteOrNull } from "../finite-or-null.ts";
import { columnOf } from "./forecaster.ts";
import type { ForecastResult } from "./forecast.ts";
import type { Interval } from "./intervals.ts";
import { seasonRows } from "./season.ts";

const hour = 3_600_000;
const day = 24 * hour;
/** The interval that figures of the test split show. */
const shownLevel = 0.8;
/** Longest picture of a part of the series. */
const mostPoints = 1200;
/** Fewest values that are drawn before the future. */
const fewestBefore = 24;

/** The moments after the last row, and the rows before them. */
export function futureData({ prepared, future, final, leaderboard }: ForecastResult): FutureData {
  const { table, targetColumn } = prepared;
  const from = Math.max(0, table.rows - Math.max(fewestBefore, 2 * future.times.length));
  const isRead = (row: number): boolean => table.filled?.[row * table.columns.length + targetColumn] !== 1;
  const values = columnOf(table, targetColumn).subarray(from);
  return {
    model: leaderboard.best,
    refitted: final.refitted,
    truth: {
      times: [...table.times.subarray(from)],
      values: Array.from(values, (value, i) => (isRead(from + i) ? finiteOrNull(value) : null)),
    },
    times: [...future.times],
    moments: Array.from(future.times, (time) => timeText(table, time)),
    forecast: Array.from(future.forecast, finiteOrNull),
    aheadHours: Array.from(future.ahead, (rows) => (rows * table.step) / hour),
    bands: future.intervals.map(({ level, lower, upper }) => bandOf(level, lower, upper)),
  };
}

export function bandOf(level: number, lower: Float64Array, upper: Float64Array): Band {
  return { level, lower: Array.from(lower, finiteOrNull), upper: Array.from(upper, finiteOrNull) };
}

/** The interval that is shown of the test split; undefined where there is none. */
export function shownInterval({ test }: Pick<ForecastResult, "test">): Interval | undefined {
  return test.intervals.find(({ level }) => level === shownLevel);
}

/** The share of known truths within an interval; null where it has no ends or nothing is known. */
export function coverage(interval: Omit<Interval, "level">, truth: Float64Array): number | null {
  let [held, known] = [0, 0];
  truth.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    known++;
    if (value >= interval.lower[i] && value <= interval.upper[i]) held++;
  });
  const hasEnds = interval.lower.every(Number.isFinite) && interval.upper.every(Number.isFinite);
  return known === 0 || !hasEnds ? null : held / known;
}

/** Autocorrelation of errors that were made at the rows `now`, over two seasons or twice the horizon. */
export function residuals(
  errors: Float64Array,
  now: Int32Array,
  { table, horizon }: { readonly table: RegularTable; readonly horizon: number },
): Residuals {
  const first = now[0] ?? 0;
  const byRow = new Float64Array(now.length === 0 ? 0 : now[now.length - 1] - first + 1).fill(NaN);
  now.forEach((row, i) => (byRow[row - first] = errors[i]));
  const stepHours = table.step / hour;
  const rows = Math.min(Math.floor(byRow.length / 2), Math.max(24, 2 * horizon, 2 * (seasonRows(table) ?? 0)));
  const { lagHours, r } = autocorrelation(byRow, {
    stepHours,
    longestHours: rows * stepHours,
    everyHours: stepHours,
  });
  return { lagHours, r, bound: whiteNoiseBound(errors.filter(Number.isFinite).length) };
}

/** What the target is made of; null where the step suggests no season or there are fewer than two of them. */
export function decompositionOf(table: RegularTable, values: Float64Array): Decomposition | null {
  const period = seasonRows(table);
  const parts = period === null || period < 2 ? null : decomposition(values, period);
  if (parts === null) return null;
  const { trend, season, remainder, trendStrength, seasonStrength } = parts;
  const { place, label } = seasonNames(table);
  const first = Array.from(season, (value, i) => ({ value, time: table.times[i] }));
  const inOrder = first.toSorted((one, other) => place(one.time) - place(other.time));
  return {
    trend: thin(table.times, trend, mostPoints),
    season: { labels: inOrder.map(({ time }) => label(time)), values: inOrder.map(({ value }) => value) },
    remainder: thin(table.times, remainder, mostPoints),
    seasonHours: (season.length * table.step) / hour,
    trendStrength,
    seasonStrength,
  };
}

interface SeasonNames {
  /** Where in its season a time is: numbers that rise from the season's start. */
  readonly place: (time: number) => number;
  readonly label: (time: number) => string;
}

const ofWeek: SeasonNames = {
  // 1970 began on a Thursday; weeks begin on Mondays.
  place: (time) => (((Math.floor(time / day) + 3) % 7) + 7) % 7,
  label: (time) => new Date(time).toLocaleDateString("en", { weekday: "short", timeZone: "UTC" }),
};

const ofYear: SeasonNames = {
  place: (time) => time - Date.UTC(new Date(time).getUTCFullYear(), 0),
  label: showMonth,
};

/** How the places of a table's season are named, which `seasonRows` chose by its step. */
function seasonNames({ step, grid }: RegularTable): SeasonNames {
  const unit: StepUnit = grid?.unit ?? "fixed";
  if (unit === "business day" || (unit === "fixed" && step === day)) return ofWeek;
  if (unit === "fixed" && step < day) return { place: (time) => ((time % day) + day) % day, label: showClock };
  return ofYear;
}

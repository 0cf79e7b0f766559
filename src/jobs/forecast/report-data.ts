import { inputsAt } from "../../data/series/gather.ts";
import { recordActivations } from "../../explaining/record-activations.ts";
import { backendInUse } from "../../tensor/backend-in-use.ts";
import type {
  Comparison,
  FirstWindow,
  ForecastData,
  InspectData,
  SeriesFacts,
  TestSplit,
} from "../../report/forecast/forecast-data.ts";
import { thin } from "../../report/drawing/thin.ts";
import { autocorrelation } from "../../scoring/autocorrelation.ts";
import { errorHistogram } from "../../scoring/error-histogram.ts";
import { dailyCycle, errorsByHour } from "../../scoring/hours-of-day.ts";
import { representativeRange } from "../../scoring/representative-range.ts";
import { bandOf, coverage, decompositionOf, futureData, residuals, shownInterval } from "./report-evidence.ts";
import { finiteOrNull } from "../finite-or-null.ts";
import type { Split } from "../../data/series/split.ts";
import { gatePasses, windowReadings } from "../explain/gate-data.ts";
import { forecastCommandLine } from "./command-line.ts";
import { columnOf } from "./forecaster.ts";
import type { ForecastResult } from "./forecast.ts";
import type { CandidateResult } from "./leaderboard.ts";
import type { Loaded } from "./load.ts";
import type { Prepared } from "./prepared.ts";
import { seriesAt } from "./series-ranges.ts";
import { formatRows } from "../../data/series/durations.ts";
import { showHours } from "../../report/drawing/format.ts";
import { timeAfter } from "../../data/series/time-after.ts";

const hour = 3_600_000;
const day = 24 * hour;
/** Longest picture of single readings. */
const mostPoints = 2016;

/** What the report of a forecast shows. */
export function reportData(result: ForecastResult, createdAt: Date = new Date()): ForecastData {
  const { prepared, leaderboard, histories, modelSummary, notes, seed, options } = result;
  const { table, geometry, split } = prepared;
  const furthest = geometry.horizons[geometry.horizons.length - 1];
  const unit = table.grid?.unit ?? "fixed";
  return {
    ...inspectData(prepared, forecastCommandLine(options), createdAt),
    title: `Forecast of ${prepared.target}${prepared.simulated ? " (simulated)" : ""}`,
    series: seriesFacts(prepared, split),
    seed,
    kernels: `${backendInUse().name} (${backendInUse().simd})`,
    threads: backendInUse().threads,
    horizonHours: (furthest * table.step) / hour,
    horizon:
      unit === "fixed" ? showHours((furthest * table.step) / hour) : formatRows(furthest, { step: table.step, unit }),
    firstWindow: firstWindow(prepared),
    leaderboard: { ...leaderboard, reference: referenceOf(leaderboard.rows) ?? leaderboard.naive },
    future: futureData(result),
    lossName: "mean absolute error, scaled",
    histories,
    test: testSplit(result),
    modelSummary,
    ...insideWindow(result),
    notes,
  };
}

/** The best model without training, which every row but its own names. */
function referenceOf(rows: readonly CandidateResult[]): string | undefined {
  return rows.find(({ againstReference }) => againstReference !== undefined)?.againstReference?.reference;
}

/** What the report of a file shows before anything is trained. */
export function inspectData(loaded: Loaded, typed: string, createdAt: Date = new Date()): InspectData {
  return {
    title: `${loaded.target} in ${loaded.name}`,
    createdAt: createdAt.toISOString(),
    commandLine: typed,
    file: loaded.name,
    simulated: loaded.simulated,
    target: loaded.target,
    unit: loaded.unit,
    clock: loaded.clock,
    diagnosis: loaded.shown,
    series: seriesFacts(loaded, null),
  };
}

function seriesFacts({ table, targetColumn }: Loaded, split: Split | null): SeriesFacts {
  const { times, step } = table;
  const values = columnOf(table, targetColumn);
  const few = Math.min(values.length, mostPoints, Math.max(60, Math.round((7 * day) / step)));
  return {
    whole: thin(times, values),
    zoom: thin(times.subarray(0, few), values.subarray(0, few), mostPoints),
    splits:
      split === null
        ? []
        : (["train", "validation", "test"] as const).map((name) => ({
            name,
            from: times[split[name].from],
            to: times[split[name].to - 1],
          })),
    dailyCycle: step >= day ? null : dailyCycle(times, values),
    autocorrelation: autocorrelation(values, {
      stepHours: step / hour,
      longestHours: Math.max(168, (60 * step) / hour),
    }),
    decomposition: decompositionOf(table, values),
  };
}

/** The first training window, scaled, the target first. */
function firstWindow({ table, series, target, targetColumn, geometry, firstNow }: Prepared): FirstWindow {
  const { steps, every, horizons } = geometry;
  const rows = Array.from({ length: steps }, (_, i) => firstNow - (steps - 1 - i) * every);
  const { scaler } = seriesAt(series, firstNow);
  const scaled = (row: number, column: number): number | null => {
    const value = table.values[row * table.columns.length + column];
    return finiteOrNull((value - scaler.mean[column]) / scaler.stddev[column]);
  };
  const variable = (column: number): { name: string; values: (number | null)[] } => ({
    name: column === targetColumn ? target : table.columns[column],
    values: rows.map((row) => scaled(row, column)),
  });
  const others = table.columns.flatMap((_, column) => (column === targetColumn ? [] : [column]));
  return {
    times: rows.map((row) => table.times[row]),
    variables: [targetColumn, ...others].map(variable),
    now: table.times[firstNow],
    targets: horizons.map((horizon) => ({
      time: table.times[firstNow + horizon],
      value: scaled(firstNow + horizon, targetColumn),
    })),
  };
}

/** What happens in the best recurrent model while it reads the last window of the test split. */
function insideWindow({ prepared, recurrent }: ForecastResult): Pick<ForecastData, "inside"> {
  if (recurrent === null) return {};
  const { geometry, data, testNow, target, unit, simulated } = prepared;
  const row = testNow[testNow.length - 1];
  const x = inputsAt(data, Int32Array.of(row), geometry.steps, geometry.every);
  return {
    inside: {
      model: recurrent.model,
      target,
      unit,
      simulated,
      ...windowReadings(prepared, row),
      passes: gatePasses(recordActivations(recurrent.network.model, x).passes),
    },
  };
}

/** Forecasts of the test split: the pictures are of the furthest moment predicted, the errors of all. */
function testSplit(result: ForecastResult): TestSplit {
  const { prepared, test } = result;
  const { table, testNow, geometry } = prepared;
  const { horizons } = geometry;
  const furthest = horizons.length - 1;
  const at = (values: Float64Array, h: number): Float64Array =>
    Float64Array.from(testNow, (_, i) => values[i * horizons.length + h]);
  const times = Float64Array.from(testNow, (row) => timeAfter(table, row, horizons[furthest]));
  const [truth, best, naive] = [test.truth, test.best, test.naive].map((values) => at(values, furthest));
  const errors = (values: Float64Array): Float64Array => values.map((value, i) => value - test.truth[i]);
  const furthestErrors = best.map((value, i) => value - truth[i]);
  const interval = shownInterval(result);
  const ends = interval === undefined ? [] : [at(interval.lower, furthest), at(interval.upper, furthest)];
  const days = Math.max(1, Math.min(14, Math.floor((mostPoints * table.step) / day)));
  const length = Math.max(days * day, 60 * table.step);
  const chosen = representativeRange(times, furthestErrors, length);
  const within = ({ from, to }: { readonly from: number; readonly to: number }) =>
    withBreaks(
      { now: testNow.subarray(from, to), times: times.subarray(from, to) },
      [truth, best, naive, ...ends].map((values) => values.subarray(from, to)),
    );
  const zoom = within(chosen);
  const all = within({ from: 0, to: times.length });
  return {
    zoom: comparison(zoom, interval?.level),
    zoomChoice:
      chosen.to - chosen.from === times.length
        ? "the whole test split"
        : `the time range of ${Number((length / day).toFixed(1))} days whose error is closest to that ` +
          `of the whole test split`,
    truth: thin(all.times, all.values[0]),
    forecast: thin(all.times, all.values[1]),
    byHour: table.step >= day ? null : errorsByHour(times, truth, best, naive),
    byHorizon: horizons.map((horizon, h) => ({
      horizonHours: (horizon * table.step) / hour,
      best: meanAbsolute(at(test.best, h), at(test.truth, h)),
      naive: meanAbsolute(at(test.naive, h), at(test.truth, h)),
      coverage:
        interval === undefined
          ? null
          : coverage({ lower: at(interval.lower, h), upper: at(interval.upper, h) }, at(test.truth, h)),
    })),
    histogram: errorHistogram(errors(test.best), errors(test.naive)),
    residuals: residuals(furthestErrors, testNow, { table, horizon: horizons[furthest] }),
  };
}

interface TimedValues {
  readonly times: Float64Array;
  readonly values: readonly Float64Array[];
}

/** Truth, forecast, naive and the ends of an interval as the report has them. */
function comparison({ times, values }: TimedValues, level: number | undefined): Comparison {
  const [truth, forecast, naive] = values.map((line) => Array.from(line, finiteOrNull));
  return {
    times: [...times],
    truth,
    forecast,
    naive,
    band: level === undefined ? null : bandOf(level, values[3], values[4]),
  };
}

/** The same with a missing value wherever rows are left out, so that no line is drawn across. */
function withBreaks(
  { now, times }: { readonly now: Int32Array; readonly times: Float64Array },
  series: readonly Float64Array[],
): TimedValues {
  const order: number[] = [];
  for (let i = 0; i < now.length; i++) {
    if (i > 0 && now[i] - now[i - 1] > 1) order.push(-1);
    order.push(i);
  }
  return {
    times: Float64Array.from(order, (i, at) => (i >= 0 ? times[i] : (times[order[at - 1]] + times[order[at + 1]]) / 2)),
    values: series.map((values) => Float64Array.from(order, (i) => (i >= 0 ? values[i] : NaN))),
  };
}

function meanAbsolute(forecast: Float64Array, truth: Float64Array): number | null {
  let sum = 0;
  for (let i = 0; i < truth.length; i++) sum += Math.abs(forecast[i] - truth[i]);
  return finiteOrNull(sum / truth.length);
}

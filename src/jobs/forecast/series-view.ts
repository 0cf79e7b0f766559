import { rowsOf, type Range } from "../../data/series/table.ts";
import type { ForecastResult } from "./forecast.ts";
import { scaled, type Prepared } from "./prepared.ts";
import { seriesScores, testRangesOf } from "./series-scores.ts";

/**
 * A forecast of several series as one of a single series, for pictures: that whose skill is in the middle. A forecast
 * of one series stays as it is.
 */
export function seriesView(result: ForecastResult): ForecastResult {
  const { prepared, test, future } = result;
  const { series } = prepared;
  const scores = seriesScores(prepared, test);
  if (scores.length === 0) return result;
  const middle = scores[Math.floor(scores.length / 2)].name;
  const k = series.findIndex(({ name }) => name === middle);
  const { from, to } = series[k];
  const horizons = prepared.geometry.horizons.length;
  const range = testRangesOf(prepared)[k];
  const cut = (values: Float64Array): Float64Array => values.slice(range.from * horizons, range.to * horizons);
  const moments = future.now.reduce<number[]>((own, row, i) => (row >= from && row < to ? [...own, i] : own), []);
  const pick = (values: Float64Array): Float64Array => Float64Array.from(moments, (i) => values[i]);
  return {
    ...result,
    prepared: viewOf(prepared, k, range),
    test: {
      truth: cut(test.truth),
      best: cut(test.best),
      naive: cut(test.naive),
      intervals: test.intervals.map(({ level, lower, upper }) => ({ level, lower: cut(lower), upper: cut(upper) })),
    },
    future: {
      now: Int32Array.from(moments, (i) => future.now[i] - from),
      ahead: Int32Array.from(moments, (i) => future.ahead[i]),
      times: pick(future.times),
      forecast: pick(future.forecast),
      intervals: future.intervals.map(({ level, lower, upper }) => ({ level, lower: pick(lower), upper: pick(upper) })),
    },
    notes: [
      `The figures and the next values are of one series of ${series.length}, ${middle}: its skill is in the middle.`,
      ...result.notes,
    ],
  };
}

function viewOf(prepared: Prepared, k: number, { from, to }: Range): Prepared {
  const { series, table: all, testNow, validationNow, split: first, training } = prepared;
  const own = series[k];
  const table = rowsOf(all, own.from, own.to);
  const one = [{ ...own, from: 0, to: table.rows }];
  const moved = (range: Range): Range => ({ from: range.from - own.from, to: range.to - own.from });
  const share = (row: number): number => Math.round((row * table.rows) / (series[0].to - series[0].from));
  const trainRange = moved(training[k]);
  const validationTo = share(first.validation.to);
  return {
    ...prepared,
    table,
    series: one,
    training: [trainRange],
    data: scaled(table, one),
    split: {
      train: trainRange,
      validation: { from: trainRange.to, to: validationTo },
      test: { from: validationTo, to: table.rows },
    },
    firstNow: trainRange.from + prepared.firstNow - series[0].from,
    testNow: testNow.slice(from, to).map((row) => row - own.from),
    validationNow: validationNow.filter((row) => row >= own.from && row < own.to).map((row) => row - own.from),
  };
}

import { expect, test } from "vitest";
import { formatTime } from "../../data/series/calendar.ts";
import { aggregateRows, type Aggregate, type Aggregated } from "./aggregate.ts";
import { diagnose } from "./diagnosis.ts";
import type { RawTable } from "./raw-table.ts";

const minute = 60_000;
const start = Date.UTC(2021, 2, 1);

/** Rows of [minutes since the start, x]. */
function table(rows: readonly (readonly [number, number])[]): RawTable {
  return {
    source: "sales.csv",
    columns: ["x"],
    targets: ["x"],
    rows: rows.length,
    values: Float32Array.from(rows, ([, x]) => x),
    times: Float64Array.from(rows, ([minutes]) => start + minutes * minute),
    reading: {
      format: "CSV",
      encoding: "utf-8",
      time: { column: "t", format: "YYYY-MM-DD", zone: "none", ambiguous: false },
      renamed: [],
      leftOut: [],
      unreadable: [],
      badLines: { count: 0, first: [] },
    },
    lines: { first: 2, skipped: [] },
  };
}

function aggregate(rows: readonly (readonly [number, number])[], by: Exclude<Aggregate, "sample">, every = "1h") {
  const raw = table(rows);
  return aggregateRows(raw, diagnose(raw), every, by);
}

const shown = ({ raw }: Aggregated): (readonly [string, number])[] =>
  Array.from(raw.times, (time, row) => [formatTime(time), Number(raw.values[row].toFixed(6))]);

const missing = [3, 10, 11, 12, 13, 14, 15];
/** Every 20 minutes from 06:20 to 13:40; 07:20 is missing, and so are 09:40 to 11:20. */
const readings = Array.from({ length: 23 }, (_, k): [number, number] => [
  380 + 20 * k,
  missing.includes(k) ? NaN : ((k * 7) % 10) + 1,
]);

/* Values of pandas 2: Series.resample("1h").mean(), .sum(min_count=1), .last(); the step at the start, of which the
   file has two of three rows, is left out here. */
test("steps are those of pandas, without the one that is not whole", () => {
  const mean = aggregate(readings, "mean");
  expect(shown(mean)).toEqual([
    ["2021-03-01 07:00", 7],
    ["2021-03-01 08:00", 6.333333],
    ["2021-03-01 09:00", 5.5],
    ["2021-03-01 11:00", 3],
    ["2021-03-01 12:00", 7],
    ["2021-03-01 13:00", 4.666667],
  ]);
  expect(shown(aggregate(readings, "sum")).map(([, value]) => value)).toEqual([14, 19, 11, 3, 21, 14]);
  expect(shown(aggregate(readings, "last")).map(([, value]) => value)).toEqual([9, 10, 4, 3, 4, 5]);
  expect(mean.lines).toEqual([
    "aggregated: every row is the mean of 1h, from its time on; 23 rows became 6",
    'aggregated: column "x": 3 steps with values missing, the mean is of those that are there; ' +
      "1 step at the ends not reached through, left out",
  ]);
});

test("the last step counts once its last row is there", () => {
  const whole = aggregate(readings, "sum");
  const cut = aggregate(readings.slice(0, -1), "sum");
  expect(shown(cut)).toEqual(shown(whole).slice(0, -1));
});

test("steps of days are counted from the first midnight, of months' length from none", () => {
  const days = Array.from({ length: 10 }, (_, i): [number, number] => [1440 * (i + 2), i]);
  expect(shown(aggregate(days, "sum", "3d"))).toEqual([
    ["2021-03-03 00:00", 3],
    ["2021-03-06 00:00", 12],
    ["2021-03-09 00:00", 21],
  ]);
  const months = Array.from({ length: 120 }, (_, i): [number, number] => [1440 * i, i]);
  expect(() => aggregate(months, "sum", "30d")).toThrow(/most rows would be .* apart; help: .*less than 28d/);
  expect(() => aggregate(days, "sum", "12h")).toThrow(/every 12h is shorter than the step of the rows, 1d/);
  expect(() => aggregate(days, "sum", "30d")).toThrow(
    /aggregated to 4w2d, has 0 whole steps; help: choose a shorter step/,
  );
});

test("of rows with the same time the first counts, order does not, and sentinels are no readings", () => {
  const twice = [...readings.slice(0, 12), readings[11], [380 + 20 * 8, 500] as const, ...readings.slice(12)];
  expect(shown(aggregate(twice, "sum"))).toEqual(shown(aggregate(readings, "sum")));
  const moved = [...readings.slice(10), ...readings.slice(0, 10)];
  expect(shown(aggregate(moved, "last"))).toEqual(shown(aggregate(readings, "last")));
  const marked = readings.map(([time, x]) => [time, Number.isNaN(x) ? -9999 : x] as const);
  expect(shown(aggregate(marked, "sum"))).toEqual(shown(aggregate(readings, "sum")));
});

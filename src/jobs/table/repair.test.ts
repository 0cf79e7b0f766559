import * as fc from "fast-check";
import { expect, test } from "vitest";
import { formatTime } from "../../data/series/calendar.ts";
import { rowQuality, type RegularTable } from "../../data/series/table.ts";
import { describeRepairs } from "./describe-repairs.ts";
import { diagnose } from "./diagnosis.ts";
import type { RawTable } from "./raw-table.ts";
import { repair, type Repaired, type RepairOptions } from "./repair.ts";

const minute = 60_000;
const start = Date.UTC(2020, 0, 1);
const { read, filled, hole } = rowQuality;

/** Rows of [minutes since the start, x, y]. */
type Rows = readonly (readonly [number, number, number])[];

function table(rows: Rows, change: Partial<RawTable> = {}): RawTable {
  return {
    source: "weather.csv",
    columns: ["x", "y"],
    targets: [],
    rows: rows.length,
    values: Float32Array.from(rows.flatMap(([, x, y]) => [x, y])),
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
    ...change,
  };
}

function mend(rows: Rows, options?: RepairOptions, change?: Partial<RawTable>): Repaired {
  const raw = table(rows, change);
  return repair(raw, diagnose(raw), options);
}

function column({ values, rows }: RegularTable, k: number): number[] {
  return Array.from({ length: rows }, (_, row) => values[2 * row + k]);
}

/** Rows every 10 minutes: x rises by 1 and y falls by 2. */
function regular(count: number): [number, number, number][] {
  return Array.from({ length: count }, (_, i) => [10 * i, i, -2 * i]);
}

const nothing = {
  sortedRows: 0,
  droppedDuplicates: 0,
  droppedUnreadableTimes: 0,
  movedRows: 0,
  addedRows: 0,
  filledRows: 0,
  carriedRows: 0,
  holeRows: 0,
  columns: [],
};

test("a table without trouble stays as it is", () => {
  const rows = regular(20);
  const mended = mend(rows);
  expect(mended.repairs).toEqual(nothing);
  expect(describeRepairs(mended.repairs)).toEqual([]);
  expect(mended.table).toEqual({
    source: "weather.csv",
    columns: ["x", "y"],
    rows: 20,
    step: 10 * minute,
    values: table(rows).values,
    times: table(rows).times,
    grid: { unit: "fixed", step: 600_000, origin: start, monthEnd: false },
    quality: new Uint8Array(20),
  });
});

test("rows are sorted, and of rows with the same time the first is kept", () => {
  const rows = regular(8);
  rows.splice(5, 0, [20, 77, 77]);
  [rows[1], rows[2]] = [rows[2], rows[1]];
  const { table: mended, repairs } = mend(rows);
  expect(column(mended, 0)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(repairs).toEqual({ ...nothing, sortedRows: 2, droppedDuplicates: 1 });
  expect(describeRepairs(repairs)).toEqual([
    "rows sorted by time: 2 rows came before an earlier one",
    "1 row with the time of another left out; the first was kept",
  ]);
});

test("short gaps are filled by a straight line, or by the reading before", () => {
  const rows = regular(12);
  rows.splice(5, 3);
  const straight = mend(rows);
  expect(column(straight.table, 0)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  expect(column(straight.table, 1)[6]).toBe(-12);
  expect(formatTime(straight.table.times[6])).toBe("2020-01-01 01:00");
  expect(Array.from(straight.table.quality)).toEqual([
    read,
    read,
    read,
    read,
    read,
    filled,
    filled,
    filled,
    read,
    read,
    read,
    read,
  ]);
  expect(straight.repairs).toEqual({ ...nothing, addedRows: 3, filledRows: 3 });
  const previous = mend(rows, { gaps: "previous" });
  expect(column(previous.table, 0)).toEqual([0, 1, 2, 3, 4, 4, 4, 4, 8, 9, 10, 11]);
  expect(describeRepairs(previous.repairs)).toEqual([
    "3 rows added where there was a gap",
    "3 rows with something filled in: no forecast starts there, and no value filled in is scored",
  ]);
});

test("longer gaps stay holes, to the row", () => {
  const rows = regular(30);
  rows.splice(10, 12);
  expect(mend(rows).repairs).toMatchObject({ addedRows: 12, filledRows: 12, holeRows: 0 });
  rows.splice(10, 1);
  const { table: mended, repairs } = mend(rows);
  expect(repairs).toMatchObject({ addedRows: 13, filledRows: 0, holeRows: 13 });
  expect(Array.from(mended.quality.subarray(9, 24))).toEqual([read, ...Array.from({ length: 13 }, () => hole), read]);
  expect(column(mended, 0).slice(9, 24)).toEqual([9, ...Array.from({ length: 13 }, () => NaN), 23]);
  expect(describeRepairs(repairs)[1]).toBe("13 rows not known and too many in a row to fill: no window touches them");
  expect(mend(rows, { longest: 13 }).repairs).toMatchObject({ filledRows: 13, holeRows: 0 });
  expect(mend(rows, { longest: 0 }).repairs).toMatchObject({ filledRows: 0, holeRows: 13 });
});

test("missing values and sentinels are filled, column by column, and counted", () => {
  const rows = regular(12);
  rows[3][1] = NaN;
  rows[4][1] = -9999;
  rows[4][2] = -9999;
  const { table: mended, repairs } = mend(rows);
  expect(column(mended, 0)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  expect(column(mended, 1)[4]).toBe(-8);
  expect(repairs).toEqual({
    ...nothing,
    filledRows: 2,
    columns: [
      { column: "x", sentinels: 1, filled: 2 },
      { column: "y", sentinels: 1, filled: 1 },
    ],
  });
  expect(describeRepairs(repairs)[0]).toBe('column "x": 1 value taken for missing, 2 values filled in');
  expect(column(mend(rows, { missing: "previous" }).table, 0).slice(2, 6)).toEqual([2, 2, 2, 5]);
});

test("gaps and missing values follow their own policies", () => {
  const rows = regular(20);
  rows[4][1] = NaN;
  rows.splice(10, 2);
  const mixed = mend(rows, { gaps: "previous", missing: "interpolate" });
  expect(column(mixed.table, 0).slice(3, 13)).toEqual([3, 4, 5, 6, 7, 8, 9, 9, 9, 12]);
  const other = mend(rows, { gaps: "interpolate", missing: "previous" });
  expect(column(other.table, 0).slice(3, 13)).toEqual([3, 3, 5, 6, 7, 8, 9, 10, 11, 12]);
});

test("nothing is made up before the first reading; after the last one only what was there before", () => {
  const rows = regular(10);
  rows[0][1] = rows[1][1] = rows[9][1] = NaN;
  const straight = mend(rows).table;
  expect(column(straight, 0)).toEqual([NaN, NaN, 2, 3, 4, 5, 6, 7, 8, NaN]);
  expect(Array.from(straight.quality)).toEqual([hole, hole, read, read, read, read, read, read, read, hole]);
  const previous = mend(rows, { missing: "previous" }).table;
  expect(column(previous, 0)).toEqual([NaN, NaN, 2, 3, 4, 5, 6, 7, 8, 8]);
});

test("rows between two steps move to the nearest, and the nearer of two is kept", () => {
  const rows = regular(20);
  rows[4][0] += 3;
  rows[8] = [72, 70, 70]; // as near to 01:10 as nothing else but row 7, which is on it
  rows[12] = [124, 12, -24];
  rows[13] = [117, 13, -26]; // nearer to 02:00 than the row before it; 02:10 is left without one
  const { table: mended, repairs } = mend(rows);
  expect(column(mended, 0).slice(4, 15)).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 13, 13.5, 14]);
  expect(mended.times.every((time, i) => time === start + 10 * i * minute)).toBe(true);
  expect(repairs).toMatchObject({ movedRows: 2, droppedDuplicates: 2, addedRows: 2, sortedRows: 1 });
});

test("of two rows near one step the nearer is kept, whichever comes first", () => {
  const early = regular(20);
  early[12] = [116, 50, 50]; // 4 minutes before 02:00
  early[13] = [121, 60, 60]; // 1 minute after it
  expect(column(mend(early).table, 0)[12]).toBe(60);
  const late = regular(20);
  late[12] = [119, 50, 50];
  late[13] = [124, 60, 60];
  expect(column(mend(late).table, 0)[12]).toBe(50);
});

test("the grid lies where most rows do, also when the first does not", () => {
  const rows = regular(12);
  rows[0][0] = 2;
  expect(formatTime(mend(rows).table.times[0])).toBe("2020-01-01 00:00");
  const late = regular(12).map(([minutes, x, y], i) => [minutes + (i === 0 ? 0 : 7), x, y] as const);
  expect(formatTime(mend(late).table.times[0])).toBe("2019-12-31 23:57");
});

test("months keep their own times and lie one row apart", () => {
  const months = Array.from({ length: 240 }, (_, i) => Date.UTC(2000, i, 1)).filter((_, i) => i !== 100);
  const rows = months.map((_, i) => [0, i, i] as const);
  const { table: mended, repairs } = mend(rows, {}, { times: Float64Array.from(months) });
  expect(repairs).toEqual({ ...nothing, addedRows: 1, filledRows: 1 });
  expect(mended.rows).toBe(240);
  expect(formatTime(mended.times[239])).toBe("2019-12-01 00:00");
});

test("rows may follow each other as they are", () => {
  const rows = regular(30).filter(([minutes]) => minutes % 70 < 50); // five of seven, as trading days
  rows.splice(3, 0, [20, 9, 9]);
  const { table: mended, repairs } = mend(rows, { gaps: "ignore" });
  expect(repairs).toEqual({ ...nothing, droppedDuplicates: 1 });
  expect(column(mended, 0).slice(0, 8)).toEqual([0, 1, 2, 3, 4, 7, 8, 9]);
  expect(formatTime(mended.times[5])).toBe("2020-01-01 01:10");
});

test("a table mended once needs no mending", () => {
  const trouble = fc.array(
    fc.tuple(fc.constantFrom("gap", "twice", "missing", "sentinel", "swap"), fc.integer({ min: 1, max: 97 })),
    { maxLength: 9 },
  );
  fc.assert(
    fc.property(trouble, fc.constantFrom("interpolate", "previous"), (troubles, policy) => {
      const rows = regular(100);
      for (const [kind, at] of troubles) {
        if (kind === "gap" && rows.length > 90) rows.splice(at % rows.length || 1, 1);
        const place = at % (rows.length - 1);
        if (kind === "twice") rows.splice(place, 0, [rows[place][0], 5, 5]);
        if (kind === "missing") rows[place][1] = NaN;
        if (kind === "sentinel") rows[place][2] = -9999;
        if (kind === "swap") [rows[place], rows[place + 1]] = [rows[place + 1], rows[place]];
      }
      const { table: once } = mend(rows, { gaps: policy, missing: policy });
      for (let row = 0; row < once.rows; row++) {
        expect(once.times[row]).toBe(once.times[0] + row * once.step);
        const known = !Number.isNaN(once.values[2 * row]) && !Number.isNaN(once.values[2 * row + 1]);
        expect(once.quality[row] === hole).toBe(!known);
      }
      const again = table([], { rows: once.rows, values: once.values, times: once.times });
      const { table: twice, repairs } = repair(again, diagnose(again), { gaps: policy, missing: policy });
      expect(twice.values).toEqual(once.values);
      expect(repairs).toMatchObject({ sortedRows: 0, droppedDuplicates: 0, addedRows: 0, filledRows: 0 });
    }),
    { numRuns: 60 },
  );
});

test("what cannot be mended, or is not to be, is refused by name and place", () => {
  const gap = regular(20);
  gap.splice(10, 2);
  const missing = regular(20);
  missing[6][2] = -9999;
  let minutes = 0;
  const irregular = Array.from({ length: 60 }, (_, i) => [(minutes += 3 + ((i * i * 7) % 23)), i, -i] as const);
  const constant = regular(20).map(([time, , y], i) => [time, i === 5 ? -9999 : 3, y] as const);
  const lonely = regular(40).map(([time, x, y], i) => [i < 20 ? time : time + 10_000, x, y] as const);
  const cases: readonly [() => Repaired, string][] = [
    [
      () => mend(gap, { gaps: "error" }),
      "weather.csv, line 12: 2 rows missing in 1 gap, the first from 2020-01-01 01:30 to 2020-01-01 02:00; help: " +
        "fill short gaps",
    ],
    [
      () => mend(missing, { missing: "error" }),
      'weather.csv, line 8, column "y": a value is missing at 2020-01-01 01:00; help: fill missing values',
    ],
    [() => mend(irregular), "weather.csv: times are irregular: the most frequent step is"],
    [
      () => mend(lonely),
      "weather.csv: almost all rows are missing: with one every 10min there would be 1040, and there are 40; help: " +
        "average onto steps in SQL",
    ],
    [
      () => mend(regular(9).map(([, x, y]) => [0, x, y])),
      "weather.csv: all rows have the same time; help: name the column of times",
    ],
    [
      () => mend(constant, {}, { targets: ["x"] }),
      'weather.csv, column "x": the target is always 3: there is nothing to predict; help: choose another target',
    ],
    [() => mend(gap, { longest: 1.5 }), "repair: longest 1.5 is not a whole number of rows"],
  ];
  for (const [attempt, message] of cases) expect(attempt).toThrow(message);
  expect(mend(constant, {}, { targets: ["y"] }).repairs.filledRows).toBe(1);
  expect(mend(irregular, { gaps: "ignore" }).table.rows).toBe(60);
  expect(mend(regular(20), { gaps: "error", missing: "error" }).repairs).toEqual(nothing);
});

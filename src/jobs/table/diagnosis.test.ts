import { expect, test } from "vitest";
import { describeDiagnosis } from "./describe.ts";
import { diagnose, type Finding } from "./diagnosis.ts";
import type { RawTable, Reading } from "./raw-table.ts";

const minute = 60_000;
const start = Date.UTC(2020, 0, 1);

const reading: Reading = {
  format: "CSV, separated by commas",
  encoding: "utf-8",
  time: { column: "t", format: "YYYY-MM-DD", zone: "none", ambiguous: false },
  renamed: [],
  leftOut: [],
  unreadable: [],
  badLines: { count: 0, first: [] },
};

/** Rows of [minutes since the start, x, y], which begin in line 2. */
function table(rows: readonly (readonly [number, number, number])[], change: Partial<RawTable> = {}): RawTable {
  return {
    source: "weather.csv",
    columns: ["x", "y"],
    targets: [],
    rows: rows.length,
    values: Float32Array.from(rows.flatMap(([, x, y]) => [x, y])),
    times: Float64Array.from(rows, ([minutes]) => start + minutes * minute),
    reading,
    lines: { first: 2, skipped: [] },
    ...change,
  };
}

/** Rows every 10 minutes. */
function regular(count: number): [number, number, number][] {
  return Array.from({ length: count }, (_, i) => [10 * i, i, 100 - i]);
}

test("a table without trouble has none, and two lines say what it is", () => {
  const diagnosis = diagnose(table(regular(20)));
  expect(diagnosis).toMatchObject({
    rows: 20,
    first: "2020-01-01 00:00",
    last: "2020-01-01 03:10",
    step: 10 * minute,
    stepUnit: "fixed",
    regularity: 1,
    gaps: { count: 0, missingRows: 0, longest: null, first: [] },
    duplicates: { count: 0, different: 0 },
    outOfOrder: { count: 0 },
    offGrid: { count: 0 },
    unreadableTimes: { count: 0 },
    daylightSaving: false,
    missing: [],
    sentinels: [],
    constant: [],
  });
  expect(describeDiagnosis(diagnosis)).toEqual([
    "weather.csv: 20 rows, 2 columns of numbers, 2020-01-01 00:00 to 2020-01-01 03:10, every 10min",
    'read as CSV, separated by commas; time from "t" (YYYY-MM-DD)',
  ]);
});

test("gaps are counted and measured, with where they end", () => {
  const rows = regular(30);
  rows.splice(20, 3); // 03:20, 03:30, 03:40
  rows.splice(7, 1); // 01:10
  const diagnosis = diagnose(table(rows));
  expect(diagnosis.gaps).toEqual({
    count: 2,
    missingRows: 4,
    longest: {
      from: "2020-01-01 03:10",
      to: "2020-01-01 03:50",
      rows: 3,
      place: { row: 20, line: 21, time: "2020-01-01 03:50" },
    },
    first: [
      {
        from: "2020-01-01 01:00",
        to: "2020-01-01 01:20",
        rows: 1,
        place: { row: 8, line: 9, time: "2020-01-01 01:20" },
      },
      {
        from: "2020-01-01 03:10",
        to: "2020-01-01 03:50",
        rows: 3,
        place: { row: 20, line: 21, time: "2020-01-01 03:50" },
      },
    ],
  });
  expect(describeDiagnosis(diagnosis)[2]).toBe(
    "2 gaps, 4 rows missing, the longest 3 rows from 2020-01-01 03:10 to 2020-01-01 03:50: 2020-01-01 01:00 to " +
      "2020-01-01 01:20 (1 row, before line 9), 2020-01-01 03:10 to 2020-01-01 03:50 (3 rows, before line 21)",
  );
});

test("the longest gap is found among many, and only the first ones are listed", () => {
  const rows = regular(60).filter(([minutes]) => minutes % 50 !== 10 && !(minutes > 400 && minutes < 450));
  const { gaps } = diagnose(table(rows));
  expect([gaps.count, gaps.first.length, gaps.longest?.rows, gaps.longest?.from]).toEqual([
    12,
    5,
    4,
    "2020-01-01 06:40",
  ]);
});

function linesOf({ first }: Finding): (number | null)[] {
  return first.map(({ line }) => line);
}

test("rows out of order, twice, between steps and without a time are each found, by their lines", () => {
  const rows = regular(20);
  rows.splice(5, 0, [20, 2, 98]); // the row of 00:20 again, in line 7
  rows.splice(9, 0, [30, 3, 0]); // 00:30 with another y, in line 11
  rows[15] = [rows[15][0] + 2, 1, 1]; // line 17
  const times = table(rows);
  times.times[18] = NaN; // line 20
  const diagnosis = diagnose(times);
  expect(diagnosis.outOfOrder.count).toBe(2);
  expect(linesOf(diagnosis.outOfOrder)).toEqual([7, 11]);
  expect([diagnosis.duplicates.count, diagnosis.duplicates.different]).toEqual([2, 1]);
  expect(linesOf(diagnosis.duplicates)).toEqual([7, 11]);
  expect([diagnosis.offGrid.count, linesOf(diagnosis.offGrid)]).toEqual([1, [17]]);
  expect([diagnosis.unreadableTimes.count, linesOf(diagnosis.unreadableTimes)]).toEqual([1, [20]]);
  expect(describeDiagnosis(diagnosis).slice(2)).toEqual([
    "1 time cannot be read: line 20 (unknown time)",
    "2 rows earlier than the row before: line 7 (2020-01-01 00:20), line 11 (2020-01-01 00:30)",
    "2 rows with a time that was there already, 1 with other values: line 7 (2020-01-01 00:20), line 11 " +
      "(2020-01-01 00:30)",
    "1 row between two steps: line 17 (2020-01-01 02:12)",
    "1 gap, 1 row missing: 2020-01-01 02:30 to 2020-01-01 02:50 (1 row, before line 21)",
  ]);
});

test("a row with the time of the row before it is no row out of order", () => {
  const rows = regular(10);
  rows.splice(4, 0, [30, 3, 97]);
  expect(diagnose(table(rows))).toMatchObject({ outOfOrder: { count: 0 }, duplicates: { count: 1, different: 0 } });
});

test("missing values and what stands for them are found in each column", () => {
  const rows = regular(30);
  rows[3][1] = NaN;
  rows[4][1] = NaN;
  rows[9][1] = NaN;
  rows[10][2] = -9999;
  rows[12][2] = 999; // far above 71 … 100
  const diagnosis = diagnose(table(rows));
  expect(diagnosis.missing).toMatchObject([
    { column: "x", count: 3, longest: 2, first: [{ line: 5 }, { line: 6 }, { line: 11 }] },
  ]);
  expect(diagnosis.sentinels).toMatchObject([
    { column: "y", value: -9999, count: 1, first: [{ line: 12 }] },
    { column: "y", value: 999, count: 1, first: [{ line: 14 }] },
  ]);
  expect(describeDiagnosis(diagnosis).slice(2)).toEqual([
    'column "x": 3 values missing, up to 2 in a row: line 5 (2020-01-01 00:30), line 6 (2020-01-01 00:40), ' +
      "line 11 (2020-01-01 01:30)",
    'column "y": 1 value of -9999, which stands for missing (--keep -9999 keeps it): line 12 (2020-01-01 01:40)',
    'column "y": 1 value of 999, which stands for missing (--keep 999 keeps it): line 14 (2020-01-01 02:00)',
  ]);
});

test("999 between other values is a reading, as pressure is; -9999 never is", () => {
  const rows = regular(30);
  rows.forEach((row, i) => {
    row[1] = 990 + i;
    row[2] = -9000 - 100 * i;
  });
  rows[10][2] = -9999;
  const { sentinels } = diagnose(table(rows));
  expect(sentinels.map(({ column, value }) => [column, value])).toEqual([["y", -9999]]);
  rows[5][1] = 9999;
  expect(diagnose(table(rows)).sentinels.map(({ value }) => value)).toEqual([9999, -9999]);
});

test("999 a little above all other values is a reading, and further than they lie apart it is none", () => {
  const rows = regular(30).map(([time, x], i) => [time, 930 + 2 * i, x] as [number, number, number]); // 930 … 988
  rows[7][1] = 999;
  expect(diagnose(table(rows)).sentinels).toEqual([]);
  for (const [i, row] of rows.entries()) if (i !== 7) row[1] -= 50; // 880 … 938: 61 below, 58 apart
  expect(diagnose(table(rows)).sentinels).toMatchObject([{ column: "x", value: 999, count: 1 }]);
});

test("a column that never changes is told, whatever stands for missing in it", () => {
  const rows = regular(30);
  for (const row of rows) row[1] = 0.1;
  rows[7][1] = -9999;
  const diagnosis = diagnose(table(rows));
  expect(diagnosis.constant).toMatchObject([{ column: "x" }]);
  expect(describeDiagnosis(diagnosis)).toContain('column "x" is always 0.1');
});

/** Europe's clock in 2020: 02:00 to 03:00 does not exist on 29 March, and comes twice on 25 October. */
function localTime(utc: number): number {
  const summer = utc >= Date.UTC(2020, 2, 29, 1) && utc < Date.UTC(2020, 9, 25, 1);
  return utc + (summer ? 2 : 1) * 60 * minute;
}

test("a clock that changes between summer and winter is noticed", () => {
  const hours = Array.from({ length: 24 * 360 }, (_, i) => start + i * 60 * minute);
  const rows = hours.map((_, i) => [0, i % 7, i % 11] as const);
  const changing = diagnose(table(rows, { times: Float64Array.from(hours, localTime) }));
  expect(changing.daylightSaving).toBe(true);
  expect([changing.gaps.count, changing.duplicates.count]).toEqual([1, 1]);
  expect(describeDiagnosis(changing).join("\n")).toContain("the clock seems to change between summer and winter time");
  const gapAlone = Float64Array.from(hours, (time) => (time < Date.UTC(2020, 2, 29, 2) ? time : time + 60 * minute));
  expect(diagnose(table(rows, { times: gapAlone })).daylightSaving).toBe(false);
  const repeatAlone = Float64Array.from(hours, (time) => (time < Date.UTC(2020, 9, 25, 3) ? time : time - 60 * minute));
  expect(diagnose(table(rows, { times: repeatAlone }))).toMatchObject({
    daylightSaving: true,
    duplicates: { count: 1 },
  });
});

test("months keep step although they differ in length, and so do years", () => {
  const months = Array.from({ length: 60 }, (_, i) => Date.UTC(2015, i, 1));
  const rows = months.map((_, i) => [0, i, -i] as const);
  const monthly = diagnose(table(rows, { times: Float64Array.from(months) }));
  expect(monthly).toMatchObject({ stepUnit: "month", regularity: 1, gaps: { count: 0 }, offGrid: { count: 0 } });
  expect(describeDiagnosis(monthly)[0]).toMatch(/every month$/);
  const years = Array.from({ length: 60 }, (_, i) => Date.UTC(1960 + i, 0, 1));
  expect(diagnose(table(rows, { times: Float64Array.from(years) }))).toMatchObject({
    stepUnit: "year",
    gaps: { count: 0 },
  });
});

test("irregular times are called irregular", () => {
  let minutes = 0;
  const rows = Array.from({ length: 60 }, (_, i) => [(minutes += 3 + ((i * i * 7) % 23)), i, -i] as const);
  const diagnosis = diagnose(table(rows));
  expect(diagnosis.regularity).toBeLessThan(0.5);
  expect(describeDiagnosis(diagnosis)).toContain("times are irregular: most rows do not follow each other at one step");
});

test("what reading found is said, too", () => {
  const odd: Reading = {
    ...reading,
    encoding: "latin-1",
    time: { column: "when", format: "DD/MM/YYYY", zone: "mixed", ambiguous: true },
    renamed: [
      { from: "T (\uFFFDC)", to: "T (°C)" },
      { from: " x", to: "x" },
    ],
    leftOut: [
      { name: "note", original: "note", reason: "text", example: "rain" },
      { name: "none", original: "none", reason: "empty", example: null },
    ],
    unreadable: [{ column: "x", count: 1234, examples: ["NA", "-"] }],
    badLines: { count: 1, first: [{ line: 9, problem: "Expected Number of Columns: 3 Found: 2" }] },
  };
  expect(describeDiagnosis(diagnose(table(regular(5), { reading: odd }))).slice(2)).toEqual([
    "text is not UTF-8; it was read as Latin-1 (Windows-1252)",
    'every row of "when" can be read in several ways; it was read as DD/MM/YYYY, in which rows follow each other at ' +
      "one step",
    'some times in "when" name their distance from UTC and some do not; these were taken as UTC',
    'column name repaired: "T (\uFFFDC)" is called "T (°C)"',
    'column "note" left out: it holds text, such as "rain"',
    'column "none" left out: it is empty',
    "1 line left out: line 9 (Expected Number of Columns: 3 Found: 2)",
    'column "x": 1,234 cells are no number, such as "NA", "-"',
  ]);
});

test("rows are named where they are no lines, and lines that hold no row are counted over", () => {
  const rows = regular(20);
  rows.splice(12, 2);
  expect(describeDiagnosis(diagnose(table(rows, { lines: null })))[2]).toMatch(/before row 13\)$/);
  expect(describeDiagnosis(diagnose(table(rows, { lines: { first: 5, skipped: [6, 7, 16, 20] } })))[2]).toMatch(
    /before line 21\)$/,
  );
});

test("a diagnosis survives JSON, also of a table without any time", () => {
  const rows = regular(20);
  rows.splice(12, 2);
  const diagnosis = diagnose(table(rows));
  expect(JSON.parse(JSON.stringify(diagnosis))).toEqual(diagnosis);
  const none = diagnose(table(rows, { times: new Float64Array(18).fill(NaN) }));
  expect(JSON.parse(JSON.stringify(none))).toEqual(none);
  expect(none).toMatchObject({ first: "unknown time", step: 0, unreadableTimes: { count: 18 } });
});

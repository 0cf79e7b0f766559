import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { formatTime } from "../../data/series/calendar.ts";
import { describeDiagnosis } from "./describe.ts";
import { diagnose } from "./diagnosis.ts";
import { load } from "../forecast/load.ts";
import { readTable } from "./read.ts";
import { repair } from "./repair.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lookback-series-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(lines: readonly string[], name = "rows.csv"): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `${lines.join("\n")}\n`);
  return path;
}

const hours = Array.from({ length: 72 }, (_, i) => new Date(Date.UTC(2020, 0, 1, i)));
const shops = ["time,shop,sales"].concat(
  hours.flatMap((time, i) => ["A", "B"].map((shop, k) => `${time.toISOString().slice(0, 16)},${shop},${k * 1000 + i}`)),
);

test("several series in a file are found and named, and one can be chosen", async () => {
  const path = await file(shops);
  const table = await readTable(path);
  expect(table.reading.series).toEqual({ column: "shop", count: 2, first: ["A", "B"] });
  expect(describeDiagnosis(diagnose(table))).toContain(
    '2 series share the times: column "shop" tells them apart ("A", "B")',
  );
  await expect(load({ source: path, target: "sales" })).rejects.toThrow(
    /column "shop": holds 2 series that share their times; .*--id shop=A/,
  );
  const { table: one } = await load({ source: path, target: "sales", id: "shop=B" });
  expect([one.rows, ...one.values.subarray(0, 3)]).toEqual([72, 1000, 1001, 1002]);
  const both = await readTable(path, { id: "shop" });
  expect(both.series?.names).toEqual(["A", "B"]);
  expect(Array.from(both.series?.of.subarray(0, 4) ?? [])).toEqual([0, 1, 0, 1]);
  const { parts } = await load({ source: path, target: "sales", id: "shop" });
  expect(parts.map(({ name, table: { rows, values } }) => [name, rows, values[71]])).toEqual([
    ["A", 72, 71],
    ["B", 72, 1071],
  ]);
  await expect(readTable(path, { id: "shop=C" })).rejects.toThrow(/there is no series "C"/);
  await expect(readTable(path, { id: "store=A" })).rejects.toThrow(/no column "store".*did you mean|there are/);
});

test("many other values at the same time are refused, where no column tells them apart", async () => {
  const lines = hours.flatMap((time, i) => [i, 1000 - i].map((value) => `${time.toISOString()},${value % 7}`));
  await expect(load({ source: await file(["time,x", ...lines]), target: "x" })).rejects.toThrow(
    /72 of 144 rows have the time of another row, with other values/,
  );
});

test("a date and its hour in columns of their own are one time, as are year, month, day and hour", async () => {
  const dated = hours.map((time, i) => `${time.toISOString().slice(0, 10)},${i % 24},${i}`);
  const numbered = hours.map((time, i) => `2020,1,${time.getUTCDate()},${i % 24},${i}`);
  const clocked = hours.map((time, i) => `${time.toISOString().slice(0, 10)},${time.toISOString().slice(11, 16)},${i}`);
  const cases = [
    [["date,hour,load", ...dated], "date+hour"],
    [["date,time,load", ...clocked], "date+time"],
    [["year,month,day,hour,load", ...numbered], "year+month+day+hour"],
  ] as const;
  for (const [lines, column] of cases) {
    const path = await file(lines);
    for (const options of [{}, { time: column }]) {
      const table = await readTable(path, options);
      expect(Array.from(table.times)).toEqual(hours.map((time) => time.getTime()));
      expect([table.reading.time.column, ...table.columns]).toEqual([column, "load"]);
      expect(describeDiagnosis(diagnose(table)).join("\n")).toContain("times put together from ");
    }
  }
});

test("a file without names and times is read by two options", async () => {
  const path = await file(["0.78,1.61", "0.79,1.62", "0.80,1.64"], "bare.txt");
  await expect(readTable(path)).rejects.toThrow(/no column holds times; .*--step 1d/);
  const table = await readTable(path, { header: false, step: "12h" });
  expect(Array.from(table.times, formatTime)).toEqual(["2000-01-01 00:00", "2000-01-01 12:00", "2000-01-02 00:00"]);
  expect(table.columns).toEqual(["column0", "column1"]);
  await expect(readTable(path, { step: "a while" })).rejects.toThrow(/step: "a while" is not a length of time/);
  await expect(readTable(join(folder, "x.xlsx"))).rejects.toThrow(/there is no such file/);
  await expect(readTable(await file(["PK"], "x.xlsx"))).rejects.toThrow(
    /workbook of Excel; [^]*--convert-to csv [^]*pandas/,
  );
});

async function read(lines: readonly string[]) {
  const raw = await readTable(await file(["date,x", ...lines]));
  const diagnosis = diagnose(raw);
  return { diagnosis, ...repair(raw, diagnosis) };
}

test("weekends are no rows of a table of business days, and jitter around a step is moved to it", async () => {
  const days = Array.from({ length: 28 }, (_, i) => new Date(Date.UTC(2019, 0, 1 + i))).filter(
    (date) => date.getUTCDay() % 6 !== 0,
  );
  const business = await read(days.map((date, i) => `${date.toISOString().slice(0, 10)},${i}`));
  expect(business.diagnosis).toMatchObject({ stepUnit: "business day", gaps: { count: 0 }, offGrid: { count: 0 } });
  expect(business.repairs.addedRows).toBe(0);
  expect(business.table).toMatchObject({ rows: days.length, dateForm: "%Y-%m-%d", grid: { unit: "business day" } });

  const jitter = [0, 2, -3, 1, 4, -1, 3, -2, 5, -4];
  const rows = Array.from({ length: 60 }, (_, i) => Date.UTC(2020, 0, 1, 0, 10 * i, 3 + jitter[(i * 7) % 10]));
  const snapped = await read(rows.map((time, i) => `${new Date(time).toISOString().slice(0, 19)},${i}`));
  expect(snapped.diagnosis).toMatchObject({ step: 600_000, gaps: { count: 0 }, duplicates: { count: 0 } });
  expect(snapped.repairs).toMatchObject({ addedRows: 0, droppedDuplicates: 0 });
  expect(snapped.repairs.movedRows).toBeGreaterThan(40);
  expect(new Set(snapped.table.times.map((time) => time % 600_000)).size).toBe(1);
});

test("numbers that 32 bits do not hold stay as they are written", async () => {
  const big = await readTable(await file(["time,n", "2020-01-01,123457084", "2020-01-02,123457085"]));
  expect(Array.from(big.values)).toEqual([123_457_084, 123_457_085]);
  const small = await readTable(await file(["time,n", "2020-01-01,1008.89", "2020-01-02,-0.25"]));
  expect(small.values).toEqual(Float32Array.of(1008.89, -0.25));
});

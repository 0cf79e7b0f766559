import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { formatTime } from "../../data/series/calendar.ts";
import { readTable, type ReadOptions } from "./read.ts";
import type { RawTable } from "./raw-table.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lookback-times-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** A column of times, beside a number for each row. */
async function read(times: readonly string[], options: ReadOptions = {}): Promise<RawTable> {
  const path = join(folder, "times.csv");
  await writeFile(path, `date;x\n${times.map((time, i) => `${time};${i}`).join("\n")}\n`);
  return readTable(path, { delimiter: ";", ...options });
}

const clocks = ({ times }: RawTable): string[] => Array.from(times, formatTime);
const two = (number: number): string => String(number).padStart(2, "0");

test("months of two-digit years are told from days by what makes one step", async () => {
  const months = Array.from({ length: 36 }, (_, i) => [(i % 12) + 1, Math.floor(i / 12) + 1] as const);
  for (const sign of ["/", "-", "."]) {
    const table = await read(months.map(([month, year]) => ["01", two(month), two(year)].join(sign)));
    expect(clocks(table)).toEqual(months.map(([month, year]) => `20${two(year)}-${two(month)}-01 00:00`));
    expect(table.reading.time).toMatchObject({ format: ["DD", "MM", "YY"].join(sign), ambiguous: true });
  }
});

test("names of months, quarters, ISO weeks and every length of epoch are read", async () => {
  const cases: readonly (readonly [string, string, string, string])[] = [
    ["31-Dec-1999", "01-Jan-2000", "1999-12-31", "2000-01-01"],
    ["Dec 1999", "Jan 2000", "1999-12-01", "2000-01-01"],
    ["December 31, 1999", "January 1, 2000", "1999-12-31", "2000-01-01"],
    ["1999Q4", "2000Q1", "1999-10-01", "2000-01-01"],
    ["Q4 1999", "Q1 2000", "1999-10-01", "2000-01-01"],
    ["2009-W53", "2010-W01", "2009-12-28", "2010-01-04"],
    ["12/1999", "01/2000", "1999-12-01", "2000-01-01"],
    ["1999-12", "2000-01", "1999-12-01", "2000-01-01"],
    ["199912", "200001", "1999-12-01", "2000-01-01"],
    ["946598400000000", "946684800000000", "1999-12-31", "2000-01-01"],
    ["946598400000000000", "946684800000000000", "1999-12-31", "2000-01-01"],
    ["36525", "36526", "1999-12-31", "2000-01-01"],
  ];
  for (const [a, b, first, second] of cases) {
    expect([a, ...clocks(await read([a, b]))]).toEqual([a, `${first} 00:00`, `${second} 00:00`]);
  }
  expect(clocks(await read(["2020-10-25 02:30:00 CEST", "2020-10-25 02:30:00 CET"]))).toEqual([
    "2020-10-25 00:30",
    "2020-10-25 01:30",
  ]);
});

test("a format and a zone decide where the file does not", async () => {
  const pattern = await read(["5h 2020 Feb 01", "6h 2020 Feb 01"], { timeFormat: "%Hh %Y %b %d" });
  expect(clocks(pattern)).toEqual(["2020-02-01 05:00", "2020-02-01 06:00"]);
  await expect(read(["5h 2020 Feb 01", "6h 2020 Feb 01"])).rejects.toThrow(
    /column "date": holds times, it seems, such as "5h 2020 Feb 01", .*--time-format/,
  );
  await expect(read(["x", "y"], { timeFormat: "YYDDMM" })).rejects.toThrow(/no time format "YYDDMM"/);
  const days = ["2020-01-01", "2020-01-02"];
  await expect(read(days, { timeZone: "Mars/Sea" })).rejects.toThrow(/no time zone "Mars\/Sea"/);
});

test("a zone keeps both hours at the end of summer time", async () => {
  const autumn = ["01:00", "01:30", "02:00", "02:30", "02:00", "02:30", "03:00"].map((clock) => `2020-10-25 ${clock}`);
  const table = await read(autumn, { timeZone: "Europe/Berlin" });
  expect(clocks(table)).toEqual(
    ["24 23:00", "24 23:30", "25 00:00", "25 00:30", "25 01:00", "25 01:30", "25 02:00"].map(
      (clock) => `2020-10-${clock}`,
    ),
  );
  expect(table.reading.time).toMatchObject({ zone: "utc", timeZone: "Europe/Berlin" });
  const spring = await read(["2020-03-29 01:30", "2020-03-29 03:00"], { timeZone: "Europe/Berlin" });
  expect(clocks(spring)).toEqual(["2020-03-29 00:30", "2020-03-29 01:00"]);
  const west = await read(["2020-11-01 01:00", "2020-11-01 01:00", "2020-11-01 02:00"], {
    timeZone: "America/New_York",
  });
  expect(clocks(west)).toEqual(["2020-11-01 05:00", "2020-11-01 06:00", "2020-11-01 07:00"]);
});

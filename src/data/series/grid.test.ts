import { expect, test } from "vitest";
import { formatTime } from "./calendar.ts";
import { dateFormOf, writeDate } from "./date-forms.ts";
import { checkDuration, formatRows, rowsIn } from "./durations.ts";
import { gridIndex, gridTime, type Grid } from "./grid.ts";

const day = 86_400_000;
const grid = (unit: Grid["unit"], origin: number, monthEnd = false): Grid => ({
  unit,
  step: { fixed: day, "business day": day, month: 30.436875 * day, quarter: 91.310625 * day, year: 365.2425 * day }[
    unit
  ],
  origin,
  monthEnd,
});
const moments = (of: Grid, ...indices: number[]): string[] =>
  indices.map((index) => formatTime(gridTime(of, index)).slice(0, 10));

test("the next rows of a calendar are its next dates", () => {
  expect(moments(grid("month", Date.UTC(2011, 10, 1)), 0, 1, 2, -11)).toEqual([
    "2011-11-01",
    "2011-12-01",
    "2012-01-01",
    "2010-12-01",
  ]);
  expect(moments(grid("month", Date.UTC(2020, 0, 31), true), 1, 2, 3)).toEqual([
    "2020-02-29",
    "2020-03-31",
    "2020-04-30",
  ]);
  expect(moments(grid("quarter", Date.UTC(2019, 9, 1)), 1, 2)).toEqual(["2020-01-01", "2020-04-01"]);
  expect(moments(grid("year", Date.UTC(2020, 1, 29)), 1, 4)).toEqual(["2021-02-28", "2024-02-29"]);
  // Friday 4 January 2019.
  expect(moments(grid("business day", Date.UTC(2019, 0, 4, 17)), -1, 0, 1, 5, 6)).toEqual([
    "2019-01-03",
    "2019-01-04",
    "2019-01-07",
    "2019-01-11",
    "2019-01-14",
  ]);
});

test("every row of a calendar is found again by its moment", () => {
  for (const unit of ["fixed", "business day", "month", "quarter", "year"] as const) {
    for (const monthEnd of [false, true]) {
      // From a Wednesday.
      const one = grid(unit, Date.UTC(1969, 11, 31, 16, 30), monthEnd);
      for (let index = -300; index < 300; index++) expect(gridIndex(one, gridTime(one, index))).toBe(index);
    }
  }
});

test("lengths of time of the calendar are rows of it", () => {
  const step = 30.436875 * day;
  expect(rowsIn("1mo", step, "ahead", "month")).toBe(1);
  expect(rowsIn("2q", step, "ahead", "month")).toBe(6);
  expect(rowsIn("1y", step, "ahead", "month")).toBe(12);
  expect(rowsIn("1y", 3 * step, "ahead", "quarter")).toBe(4);
  expect(rowsIn("5b", day, "ahead", "business day")).toBe(5);
  expect(rowsIn("2w", day, "ahead", "business day")).toBe(10);
  expect(rowsIn("7", day, "ahead", "business day")).toBe(7);
  expect(() => rowsIn("1mo", 3 * step, "ahead", "quarter")).toThrow("one row is a quarter; help: use 1q or 12q");
  expect(() => rowsIn("5d", day, "ahead", "business day")).toThrow("one row is a business day; help: use 1b or 12b");
  expect(() => rowsIn("1mo", day, "ahead")).toThrow("ahead 1mo is a time of the calendar, and one row is 1d");
  expect(() => checkDuration("0mo")).toThrow(RangeError);
  expect(() => checkDuration("1mo 1d")).toThrow(RangeError);
  expect(formatRows(12, { step, unit: "month" })).toBe("12 months");
  expect(formatRows(1, { step: day, unit: "business day" })).toBe("1 business day");
  expect(formatRows(10, { step: day, unit: "fixed" })).toBe("1w3d");
});

test("dates are written as the source writes them", () => {
  const times = [Date.UTC(2009, 11, 31), Date.UTC(2010, 0, 1), Date.UTC(2010, 1, 3)];
  for (const form of ["%Y-%m-%d", "%d.%m.%y", "%-m/%-d/%Y", "%d-%b-%Y", "%B %-d, %Y", "%Y%m%d"]) {
    expect(
      dateFormOf(
        times.map((time) => writeDate(time, form)),
        times,
      ),
    ).toBe(form);
  }
  const months = [Date.UTC(2009, 11, 1), Date.UTC(2010, 0, 1)];
  for (const form of ["%Y-%m", "%b %Y", "%YQ%q", "Q%q %Y"]) {
    expect(
      dateFormOf(
        months.map((time) => writeDate(time, form)),
        months,
      ),
    ).toBe(form);
  }
  expect(writeDate(Date.UTC(2010, 0, 1), "%G-W%V")).toBe("2009-W53");
  expect(dateFormOf(["2010-01-01 00:00"], [Date.UTC(2010, 0, 1)])).toBeNull();
  expect(dateFormOf([], [])).toBeNull();
});

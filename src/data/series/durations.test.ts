import * as fc from "fast-check";
import { expect, test } from "vitest";
import { formatDuration, parseDuration, rowsIn } from "./durations.ts";

test("durations are read with every unit", () => {
  const cases: readonly [string, number][] = [
    ["90s", 90_000],
    ["30min", 1_800_000],
    ["1h", 3_600_000],
    ["10d", 864_000_000],
    ["2w", 1_209_600_000],
    ["1d12h", 129_600_000],
    [" 1.5 h ", 5_400_000],
  ];
  for (const [text, expected] of cases) expect(parseDuration(text)).toBe(expected);
});

test("what is no duration is refused with the units", () => {
  const bad = ["", "10", "10m", "h", "1h30", "-1h", "0h", "1h,2d", "1 h x", "10 days"];
  for (const text of bad) expect(() => parseDuration(text)).toThrow(/is not a length of time; help: .*w, d, h, min, s/);
});

test("a formatted duration reads back as itself", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000_000_000 }), (milliseconds) => {
      expect(parseDuration(formatDuration(milliseconds))).toBeCloseTo(milliseconds, 6);
    }),
  );
  expect(formatDuration(131_400_000)).toBe("1d12h30min");
  expect(formatDuration(250)).toBe("0.25s");
});

test("a duration becomes rows, and plain numbers are rows", () => {
  expect(rowsIn("10d", 600_000, "lookback")).toBe(1440);
  expect(rowsIn("24h", 600_000, "horizon")).toBe(144);
  expect(rowsIn(144, 600_000, "horizon")).toBe(144);
  expect(rowsIn("144", 600_000, "horizon")).toBe(144);
});

test("a duration between two rows is refused with its neighbours", () => {
  expect(() => rowsIn("25min", 600_000, "lookback")).toThrow(
    "lookback 25min is not a whole number of steps: one row is 10min; help: use 20min or 30min",
  );
  expect(() => rowsIn("5min", 600_000, "every")).toThrow("one row is 10min; help: use 10min");
  for (const rows of [0, -3, 1.5, "0"])
    expect(() => rowsIn(rows, 600_000, "lookback")).toThrow(/whole number of rows, 1 or more/);
});

test("a duration beyond all numbers is refused", () => {
  expect(() => parseDuration(`${"9".repeat(400)}d`)).toThrow("is not a length of time");
});

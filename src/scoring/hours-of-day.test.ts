import { expect, test } from "vitest";
import { dailyCycle, errorsByHour } from "./hours-of-day.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

test("dailyCycle gathers by hour of the day, before 1970 too", () => {
  const times = [0, 20 * 60_000, DAY + 59 * 60_000, 5 * HOUR, -HOUR, -HOUR + 1, 6 * HOUR];
  const cycle = dailyCycle(times, [1, 2, 6, 10, 20, 30, NaN]);
  expect(cycle.hours).toEqual(Array.from({ length: 24 }, (_, hour) => hour));
  expect(cycle.mean.map((value, hour) => [hour, value]).filter(([, value]) => value !== null)).toEqual([
    [0, 3],
    [5, 10],
    [23, 25],
  ]);
  expect([cycle.low[0], cycle.high[0]]).toEqual([expect.closeTo(1.2), expect.closeTo(5.2)]);
  expect([cycle.low[6], cycle.high[6]]).toEqual([null, null]);
});

test("errorsByHour compares both forecasts at the same moments only", () => {
  const times = [HOUR, HOUR + 600_000, DAY + HOUR, 2 * HOUR];
  const errors = errorsByHour(times, [10, 10, 10, NaN], [11, 13, NaN, 1], [6, 10, 99, 1]);
  expect(errors.best.slice(0, 3)).toEqual([null, 2, null]);
  expect(errors.naive.slice(0, 3)).toEqual([null, 2, null]);
  expect(() => errorsByHour([1], [1], [1, 2], [1])).toThrow("errorsByHour: 1 times and 2 values");
});

import { expect, test } from "vitest";
import { representativeRange } from "./representative-range.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

test("representativeRange takes the range whose mean error is closest to the whole", () => {
  // Mean absolute errors by day: 1, 6, 4, 5, 9; the whole: 5. Pairs of days: 3.5, 5, 4.5, 7.
  const errors = [1, -6, 4, -5, 9].flatMap((size) => [size, -size]);
  const times = errors.map((_, index) => index * 12 * HOUR);
  expect(representativeRange(times, errors, DAY)).toEqual({ from: 6, to: 8 });
  expect(representativeRange(times, errors, 2 * DAY)).toEqual({ from: 2, to: 6 });
});

test("representativeRange leaves out what ends with the series, which may be cut short", () => {
  // By day 1, 9, 2, 8, 5; the whole: 5, as the last day.
  const errors = [1, 9, 2, 8, 5].flatMap((size) => [size, -size]);
  const times = errors.map((_, index) => index * 12 * HOUR);
  expect(representativeRange(times, errors, DAY)).toEqual({ from: 4, to: 6 });
});

test("representativeRange falls back on the start where there is no choice", () => {
  expect(representativeRange([0, HOUR], [1, 2], 14 * DAY)).toEqual({ from: 0, to: 2 });
  expect(representativeRange([0, DAY, 2 * DAY], [NaN, NaN, NaN], DAY)).toEqual({ from: 0, to: 1 });
  expect(representativeRange([], [], DAY)).toEqual({ from: 0, to: 0 });
});

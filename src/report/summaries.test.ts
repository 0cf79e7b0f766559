import { expect, test } from "vitest";
import {
  autocorrelation,
  dailyCycle,
  errorHistogram,
  errorsByHour,
  quantiles,
  representativeStretch,
  thin,
} from "./summaries.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

test("thin copies a series that is short enough, missing values as null", () => {
  expect(thin(Float64Array.of(5, 6, 7), Float32Array.of(1.5, NaN, 3), 4)).toEqual({
    times: [5, 6, 7],
    values: [1.5, null, 3],
  });
  expect(thin([], [])).toEqual({ times: [], values: [] });
});

test("thin keeps both ends and the extremes of each bucket, in order of time", () => {
  const times = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  // Two buckets between the ends: 1 to 4 and 5 to 8.
  expect(thin(times, [9, 2, 5, -1, 3, 7, 7, 8, 6, 4], 6)).toEqual({
    times: [0, 2, 3, 7, 8, 9],
    values: [9, 5, -1, 8, 6, 4],
  });
});

test("thin turns a bucket without values into one gap and leaves out shorter ones", () => {
  const times = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  const values = [1, NaN, NaN, NaN, NaN, 3, NaN, 3, 3, NaN];
  expect(thin(times, values, 6)).toEqual({ times: [0, 1, 5, 9], values: [1, null, 3, null] });
});

test("thin reaches the extremes of any series within its limit", () => {
  let swept = 0;
  for (const count of [5, 17, 100, 2001, 52_696]) {
    for (const limit of [4, 5, 33, 2000]) {
      const values = Float64Array.from(
        { length: count },
        (_, index) => Math.sin(index * index * 0.37) * (1 + (index % 13)),
      );
      const times = values.map((_, index) => index * 600_000);
      const thinned = thin(times, values, limit);
      expect(thinned.values.length).toBeLessThanOrEqual(limit);
      expect(thinned.values.length).toBeGreaterThanOrEqual(Math.min(count, limit - 3));
      expect(Math.max(...thinned.values.map((value) => value ?? 0))).toBe(values.reduce((a, b) => Math.max(a, b)));
      expect(Math.min(...thinned.values.map((value) => value ?? 0))).toBe(values.reduce((a, b) => Math.min(a, b)));
      expect(thinned.times.every((time, index) => index === 0 || time > thinned.times[index - 1])).toBe(true);
      expect(thinned.times.at(-1)).toBe(times[count - 1]);
      swept++;
    }
  }
  expect(swept).toBe(20);
});

test("thin says what is wrong with what it was given", () => {
  expect(() => thin([1, 2], [1])).toThrow("thin: 2 times and 1 values, expected as many of each");
  expect(() => thin([1], [1], 3)).toThrow("thin: limit is 3, expected 4 or more");
});

test("quantiles lie between neighbours in proportion and pass over missing values", () => {
  expect(quantiles([4, 1, NaN, 3, 2], [0, 0.1, 0.5, 0.9, 1])).toEqual([
    1,
    expect.closeTo(1.3),
    2.5,
    expect.closeTo(3.7),
    4,
  ]);
  expect(quantiles(Float32Array.of(-10, 9, 100), [0.5])).toEqual([9]);
  expect(quantiles([7], [0, 0.3, 1])).toEqual([7, 7, 7]);
  expect(quantiles([NaN], [0.5])).toEqual([null]);
  expect(() => quantiles([1], [1.5])).toThrow("quantiles: share is 1.5, expected 0 to 1");
});

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

test("autocorrelation of 1, 2, 3, 4", () => {
  // Deviations −1.5, −0.5, 0.5, 1.5; sum of squares 5.
  const { lagHours, r } = autocorrelation([1, 2, 3, 4], { stepHours: 2, everyHours: 2 });
  expect(lagHours).toEqual([0, 2, 4, 6]);
  expect(r).toEqual([1, expect.closeTo(1.25 / 5), expect.closeTo(-1.5 / 5), expect.closeTo(-2.25 / 5)]);
});

test("autocorrelation scales up what gaps leave", () => {
  // Mean 2.5, mean square 1.25; two of the four pairs at lag 1 are there, (−1.5)(−0.5) and (0.5)(1.5), with mean 0.75.
  const values = [1, 2, NaN, 3, 4];
  const { r } = autocorrelation(values, { stepHours: 1 });
  expect(r[0]).toBe(1);
  expect(r[1]).toBeCloseTo(((4 / 5) * 0.75) / 1.25);
});

test("autocorrelation finds the period and takes the lags it is asked for", () => {
  const values = Float64Array.from({ length: 6 * 24 * 40 }, (_, index) => Math.cos((2 * Math.PI * index) / (6 * 24)));
  const { lagHours, r } = autocorrelation(values, { stepHours: 1 / 6, longestHours: 48 });
  expect(lagHours).toHaveLength(49);
  expect(lagHours[24]).toBeCloseTo(24);
  expect(r[24]).toBeCloseTo(39 / 40);
  expect(r[12]).toBeCloseTo(-39.5 / 40);
  expect(autocorrelation(values, { stepHours: 24 }).lagHours).toEqual([0, 24, 48, 72, 96, 120, 144, 168]);
});

test("autocorrelation has nothing to say about constant, short and missing series", () => {
  expect(autocorrelation([3, 3, 3], { stepHours: 1 }).r).toEqual([null, null, null]);
  expect(autocorrelation([], { stepHours: 1 })).toEqual({ lagHours: [], r: [] });
  expect(autocorrelation([NaN, NaN], { stepHours: 1 }).r).toEqual([null, null]);
  expect(() => autocorrelation([1], { stepHours: 0 })).toThrow("autocorrelation: stepHours is 0, expected more than 0");
});

test("errorHistogram shares errors out among bins around zero", () => {
  const { edges, best, naive } = errorHistogram([-1, -0.5, 0, 0.5, 1], [2, 2, 2, -2, NaN], 4);
  // The 99 % quantile of the naive forecast's absolute errors is 2.
  expect(edges).toEqual([-2, -1, 0, 1, 2]);
  expect(best).toEqual([0, 0.4, 0.4, 0.2]);
  expect(naive).toEqual([0.25, 0, 0, 0.75]);
});

test("errorHistogram puts what lies beyond into the outer bins, and counts all of it", () => {
  const errors = Float64Array.from({ length: 1000 }, (_, index) =>
    index === 7 ? -500 : index === 8 ? 500 : (index % 11) - 5,
  );
  const { best, naive, edges } = errorHistogram(errors, errors.subarray(0, 300), 5);
  expect(edges).toEqual([-5, -3, -1, 1, 3, 5].map((edge) => expect.closeTo(edge)));
  expect(best[0]).toBeCloseTo(errors.filter((error) => error < -3).length / 1000);
  expect(best[4]).toBeCloseTo(errors.filter((error) => error >= 3).length / 1000);
  expect(best.reduce((a, b) => a + b)).toBeCloseTo(1);
  expect(naive.reduce((a, b) => a + b)).toBeCloseTo(1);
  expect(errorHistogram([0, 0], [], 3)).toEqual({
    edges: [-1, expect.closeTo(-1 / 3), expect.closeTo(1 / 3), 1],
    best: [0, 1, 0],
    naive: [0, 0, 0],
  });
  expect(() => errorHistogram([], [], 2.5)).toThrow("errorHistogram: bins is 2.5, expected a whole number above 0");
});

test("representativeStretch takes the stretch whose mean error is closest to the whole", () => {
  // Mean absolute errors by day: 1, 6, 4, 5, 9; the whole: 5. Pairs of days: 3.5, 5, 4.5, 7.
  const errors = [1, -6, 4, -5, 9].flatMap((size) => [size, -size]);
  const times = errors.map((_, index) => index * 12 * HOUR);
  expect(representativeStretch(times, errors, DAY)).toEqual({ from: 6, to: 8 });
  expect(representativeStretch(times, errors, 2 * DAY)).toEqual({ from: 2, to: 6 });
});

test("representativeStretch leaves out what ends with the series, which may be cut short", () => {
  // By day 1, 9, 2, 8, 5; the whole: 5, as the last day.
  const errors = [1, 9, 2, 8, 5].flatMap((size) => [size, -size]);
  const times = errors.map((_, index) => index * 12 * HOUR);
  expect(representativeStretch(times, errors, DAY)).toEqual({ from: 4, to: 6 });
});

test("representativeStretch falls back on the start where there is no choice", () => {
  expect(representativeStretch([0, HOUR], [1, 2], 14 * DAY)).toEqual({ from: 0, to: 2 });
  expect(representativeStretch([0, DAY, 2 * DAY], [NaN, NaN, NaN], DAY)).toEqual({ from: 0, to: 1 });
  expect(representativeStretch([], [], DAY)).toEqual({ from: 0, to: 0 });
});

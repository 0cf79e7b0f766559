import { expect, test } from "vitest";
import { thin } from "./thin.ts";

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

import { expect, test } from "vitest";
import { autocorrelation, whiteNoiseBound } from "./autocorrelation.ts";

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

test("the bound of white noise", () => {
  expect(whiteNoiseBound(400)).toBeCloseTo(0.098);
  expect(whiteNoiseBound(0)).toBeNull();
});

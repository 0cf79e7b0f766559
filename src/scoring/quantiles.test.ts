import { expect, test } from "vitest";
import { quantiles } from "./quantiles.ts";

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

import { expect, test } from "vitest";
import { errorHistogram } from "./error-histogram.ts";

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
  expect(() => errorHistogram([], [], 2.5)).toThrow("errorHistogram: bins is 2.5, expected an integer above 0");
});

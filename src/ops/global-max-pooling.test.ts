import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { tensor, zeros } from "../tensor/tensor.ts";
import { globalMaxPooling } from "./global-max-pooling.ts";

use(createReference("float64"));

test("the maximum over time", () => {
  const x = tensor([
    [
      [1, -2],
      [3, -4],
    ],
    [
      [-5, 8],
      [-7, 6],
    ],
  ]);
  const y = globalMaxPooling(x);
  expect(y.shape).toEqual([2, 2]);
  expect(Array.from(y.toArray())).toEqual([3, -2, -5, 8]);
  expect(expectGradients(globalMaxPooling, [distinct("x", [2, 5, 3])])).toBe(30);
});

test("a NaN comes through", () => {
  expect(
    Array.from(
      globalMaxPooling(
        tensor([
          [
            [1, NaN],
            [3, 2],
          ],
        ]),
      ).toArray(),
    ),
  ).toEqual([3, NaN]);
});

test("refuses no time axis, and no steps", () => {
  expect(() => globalMaxPooling(zeros([2, 3]))).toThrow(
    "globalMaxPooling: x has the axes [batch, time, n], got shape [2, 3]",
  );
  expect(() => globalMaxPooling(zeros([2, 0, 3]))).toThrow("globalMaxPooling: x has at least one step");
});

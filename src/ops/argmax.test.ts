import { expect, test } from "vitest";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { tensor, zeros } from "../tensor/tensor.ts";
import { argmax } from "./argmax.ts";

use(createReference("float64"));

test("the place of the largest along the last axis, the first of equals", () => {
  const y = argmax(
    tensor([
      [
        [1, 3, 2],
        [-5, -7, -6],
      ],
      [
        [2, 4, 4],
        [NaN, 0, 1],
      ],
    ]),
  );
  expect(y.toString()).toBe("Tensor [2, 2] int32");
  expect([...y.toArray()]).toEqual([1, 0, 1, 0]);
});

test("a NaN is the largest, the first of several, as in numpy", () => {
  const y = argmax(
    tensor([
      [NaN, NaN, 1],
      [3, NaN, Infinity],
      [Infinity, -Infinity, NaN],
    ]),
  );
  expect([...y.toArray()]).toEqual([0, 1, 2]);
});

test("refuses a scalar and rows of nothing", () => {
  expect(() => argmax(zeros([]))).toThrow("argmax: x has at least one axis, got shape []");
  expect(() => argmax(zeros([3, 0]))).toThrow("argmax: the last axis of x has no elements, got shape [3, 0]");
});

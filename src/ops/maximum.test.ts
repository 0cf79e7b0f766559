import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { gradients } from "../tensor/tape.ts";
import { tensor, zeros } from "../tensor/tensor.ts";
import { maximum, minimum } from "./maximum.ts";
import { sum } from "./sum.ts";

use(createReference("float64"));

test("the larger and the smaller", () => {
  const [a, b] = [tensor([1, 5, -2]), tensor([3, 2, -2])];
  expect(Array.from(maximum(a, b).toArray())).toEqual([3, 5, -2]);
  expect(Array.from(minimum(a, b).toArray())).toEqual([1, 2, -2]);
});

test("computed; equals share", () => {
  const inputs = [distinct("a", [3, 4]), distinct("b", [3, 4])];
  expect(expectGradients((a, b) => maximum(a, b), inputs)).toBe(24);
  expect(expectGradients((a, b) => minimum(a, b), inputs)).toBe(24);
  const [a, b] = [tensor([1, 2]), tensor([1, 3])];
  const { gradients: computed } = gradients(() => sum(maximum(a, b)), [a, b]);
  expect(computed.map((gradient) => Array.from(gradient.toArray()))).toEqual([
    [0.5, 0],
    [0.5, 1],
  ]);
});

test("a NaN comes through, and gets the gradient", () => {
  const [a, b] = [tensor([NaN, 1, NaN]), tensor([1, NaN, NaN])];
  for (const op of [maximum, minimum]) {
    const { gradients: computed } = gradients(() => sum(op(a, b)), [a, b]);
    expect(Array.from(op(a, b).toArray())).toEqual([NaN, NaN, NaN]);
    expect(computed.map((gradient) => Array.from(gradient.toArray()))).toEqual([
      [1, 0, 0.5],
      [0, 1, 0.5],
    ]);
  }
});

test("names shapes that differ", () => {
  expect(() => maximum(zeros([2]), zeros([3]))).toThrow("maximum reads two tensors of the same shape, got [2] and [3]");
  expect(() => minimum(zeros([2]), zeros([3]))).toThrow("minimum reads two tensors of the same shape");
});

import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { tensor, zeros } from "../tensor/tensor.ts";
import { softmax } from "./softmax.ts";

use(createReference("float64"));

test("rows of powers that sum to 1", () => {
  const y = softmax(tensor([[0, Math.log(2), Math.log(5)]]));
  [0.125, 0.25, 0.625].forEach((value, i) => expect(y.toArray()[i]).toBeCloseTo(value, 14));
  expect(expectGradients(softmax, [distinct("x", [2, 3, 5], -2, 2)])).toBe(30);
});

test("does not overflow at ±10,000", () => {
  expect(Array.from(softmax(tensor([[1e4, -1e4, 1e4]])).toArray())).toEqual([0.5, 0, 0.5]);
});

test("refuses a scalar", () => {
  expect(() => softmax(zeros([]))).toThrow("softmax: x has at least one axis, got shape []");
});

import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { tensor, zeros } from "../tensor/tensor.ts";
import { concatenate } from "./concatenate.ts";

use(createReference("float64"));

test("side by side along the last axis", () => {
  const y = concatenate([
    tensor([
      [1, 2],
      [3, 4],
    ]),
    tensor([[5], [6]]),
    tensor([[7], [8]]),
  ]);
  expect(y.shape).toEqual([2, 4]);
  expect(Array.from(y.toArray())).toEqual([1, 2, 5, 7, 3, 4, 6, 8]);
});

test("gradients of each part", () => {
  const parts = [distinct("a", [2, 3, 1]), distinct("b", [2, 3, 4]), distinct("c", [2, 3, 2])];
  expect(expectGradients((...xs) => concatenate(xs), parts)).toBe(42);
});

test("refuses nothing, scalars, and tensors that differ before the last axis", () => {
  expect(() => concatenate([])).toThrow("concatenate reads at least one tensor, got none");
  expect(() => concatenate([zeros([])])).toThrow("concatenate: each tensor has at least one axis, got shape []");
  expect(() => concatenate([zeros([2, 3]), zeros([3, 3])])).toThrow(
    "concatenate reads tensors that differ in the last axis alone, got [2, 3], [3, 3]",
  );
});

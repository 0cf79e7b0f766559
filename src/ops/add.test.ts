import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { tensor } from "../tensor/tensor.ts";
import { add } from "./add.ts";

use(createReference("float64"));

test("adds, with a gradient for each input", () => {
  expect(Array.from(add(tensor([1, 2, 3]), tensor([10, 20, 40])).toArray())).toEqual([11, 22, 43]);
  expect(expectGradients(add, [distinct("a", [3, 5]), distinct("b", [3, 5])])).toBe(30);
});

test("a tensor added to itself gets both gradients", () => {
  expect(expectGradients((a) => add(a, a), [distinct("a", [7])])).toBe(7);
});

test("refuses different shapes, also of the same size", () => {
  expect(() => add(distinct("a", [2, 3]), distinct("b", [3, 2]))).toThrow(
    "add reads two tensors of the same shape, got [2, 3] and [3, 2]",
  );
});

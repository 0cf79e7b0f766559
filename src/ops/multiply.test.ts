import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { tensor } from "../tensor/tensor.ts";
import { multiply } from "./multiply.ts";

use(createReference("float64"));

test("multiplies element by element, with a gradient for each input", () => {
  expect(Array.from(multiply(tensor([1, 2, 3]), tensor([10, 20, 40])).toArray())).toEqual([10, 40, 120]);
  expect(expectGradients(multiply, [distinct("a", [3, 5]), distinct("b", [3, 5])])).toBe(30);
});

test("a square has the gradient 2x", () => {
  expect(expectGradients((a) => multiply(a, a), [distinct("a", [7])])).toBe(7);
});

test("refuses different shapes", () => {
  expect(() => multiply(distinct("a", [2]), distinct("b", [2, 1]))).toThrow(
    "multiply reads two tensors of the same shape, got [2] and [2, 1]",
  );
});

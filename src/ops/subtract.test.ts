import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { tensor } from "../tensor/tensor.ts";
import { subtract } from "./subtract.ts";

use(createReference("float64"));

test("subtracts, with a gradient for each input", () => {
  expect(Array.from(subtract(tensor([1, 2, 3]), tensor([10, 20, 40])).toArray())).toEqual([-9, -18, -37]);
  expect(expectGradients(subtract, [distinct("a", [3, 5]), distinct("b", [3, 5])])).toBe(30);
});

test("refuses different shapes", () => {
  expect(() => subtract(distinct("a", [2]), distinct("b", [1]))).toThrow(
    "subtract reads two tensors of the same shape, got [2] and [1]",
  );
});

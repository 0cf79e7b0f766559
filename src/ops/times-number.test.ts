import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { tensor, zeros } from "../tensor/tensor.ts";
import { timesNumber } from "./times-number.ts";

use(createReference("float64"));

test("x times the one number of a tensor", () => {
  expect(Array.from(timesNumber(tensor([[1, 2]]), tensor(3)).toArray())).toEqual([3, 6]);
  expect(() => timesNumber(zeros([2]), zeros([1]))).toThrow("timesNumber: factor has shape [] here, got [1]");
});

test("gradients", () => {
  const inputs = [distinct("x", [2, 3]), distinct("factor", [])];
  expect(expectGradients((x, factor) => timesNumber(x, factor), inputs)).toBe(7);
});

import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { tensor, zeros } from "../tensor/tensor.ts";
import { timeStep } from "./time-step.ts";

use(createReference("float64"));

test("one step, counted from the start or the end", () => {
  const x = tensor([
    [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
    [
      [7, 8],
      [9, 10],
      [11, 12],
    ],
  ]);
  expect(Array.from(timeStep(x, 0).toArray())).toEqual([1, 2, 7, 8]);
  expect(Array.from(timeStep(x, -1).toArray())).toEqual([5, 6, 11, 12]);
  expect(Array.from(timeStep(x, -3).toArray())).toEqual([1, 2, 7, 8]);
  expect(expectGradients((z) => timeStep(z, -2), [distinct("x", [3, 4, 2])])).toBe(24);
});

test.each([3, -4, 0.5])("refuses step %d of three", (t) => {
  expect(() => timeStep(zeros([1, 3, 2]), t)).toThrow(`timeStep: t is an integer from -3 to 2 here, got ${t}`);
});

test("refuses a tensor without time", () => {
  expect(() => timeStep(zeros([3, 2]), 0)).toThrow("timeStep: x has the axes [batch, time, n], got shape [3, 2]");
});

import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { tensor, zeros } from "../tensor/tensor.ts";
import { centerOverTime } from "./center-over-time.ts";

use(createReference("float64"));

test("each feature of each example less its own mean over time", () => {
  const x = tensor([
    [
      [1, 20],
      [3, 50],
    ],
    [
      [-4, 7],
      [6, 7],
    ],
  ]);
  expect(Array.from(centerOverTime(x).toArray())).toEqual([-1, -15, 1, 15, -5, 0, 5, 0]);
});

test("gradients", () => {
  expect(expectGradients((z) => centerOverTime(z), [distinct("x", [3, 4, 2])])).toBe(24);
});

test("names what does not fit", () => {
  expect(() => centerOverTime(zeros([2, 3]))).toThrow(
    "centerOverTime: x has the axes [batch, time, n], got shape [2, 3]",
  );
});

import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { tensor, zeros } from "../tensor/tensor.ts";
import { mean } from "./mean.ts";

use(createReference("float64"));

test("the mean of all elements, as a scalar", () => {
  const y = mean(
    tensor([
      [1, 2, 3],
      [4, 5, 6.6],
    ]),
  );
  expect(y.shape).toEqual([]);
  expect(y.toArray()[0]).toBeCloseTo(3.6, 14);
  expect(expectGradients(mean, [distinct("x", [3, 5])])).toBe(15);
});

test("refuses to average nothing", () => {
  expect(() => mean(zeros([0, 3]))).toThrow("mean reads at least one element, got Tensor [0, 3] float64");
});

import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { tensor } from "../tensor/tensor.ts";
import { multiply } from "./multiply.ts";
import { sum } from "./sum.ts";

use(createReference("float64"));

test("the sum of all elements, as a scalar", () => {
  const y = sum(
    tensor([
      [1, 2, 3],
      [4, 5, 6.5],
    ]),
  );
  expect(y.shape).toEqual([]);
  expect(Array.from(y.toArray())).toEqual([21.5]);
  expect(expectGradients(sum, [distinct("x", [3, 5])])).toBe(15);
  expect(expectGradients((x) => sum(multiply(x, x)), [distinct("x", [2, 1, 3])])).toBe(6);
});

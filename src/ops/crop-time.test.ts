import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { tensor, zeros } from "../tensor/tensor.ts";
import { cropTime } from "./crop-time.ts";

use(createReference("float64"));

test("some steps of each example", () => {
  const y = cropTime(
    tensor([
      [[1], [2], [3]],
      [[4], [5], [6]],
    ]),
    1,
    2,
  );
  expect(y.shape).toEqual([2, 2, 1]);
  expect(Array.from(y.toArray())).toEqual([2, 3, 5, 6]);
});

test("gradients", () => {
  expect(expectGradients((a) => cropTime(a, 1, 2), [distinct("x", [2, 4, 3])])).toBe(24);
  expect(() => cropTime(zeros([1, 3, 2]), 2, 2)).toThrow(
    "cropTime: steps 2 to 3 of Tensor [1, 3, 2] float64: it ends at 2",
  );
});

import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { tensor, zeros } from "../tensor/tensor.ts";
import { reverseTime } from "./reverse-time.ts";

use(createReference("float64"));

test("the last step first", () => {
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
  expect(Array.from(reverseTime(x).toArray())).toEqual([5, 6, 3, 4, 1, 2, 11, 12, 9, 10, 7, 8]);
  expect(expectGradients(reverseTime, [distinct("x", [2, 3, 2])])).toBe(12);
});

test("refuses a tensor without time", () => {
  expect(() => reverseTime(zeros([3, 2]))).toThrow("reverseTime: x has the axes [batch, time, n], got shape [3, 2]");
});

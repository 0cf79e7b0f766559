import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { intTensor, tensor, zeros } from "../tensor/tensor.ts";
import { maskRows } from "./mask-rows.ts";

use(createReference("float64"));

test("rows that the mask leaves out become one value", () => {
  const x = tensor([
    [
      [1, 2],
      [3, 4],
    ],
    [
      [NaN, 6],
      [7, 8],
    ],
  ]);
  const mask = intTensor([
    [1, 0],
    [0, 1],
  ]);
  expect(Array.from(maskRows(x, mask).toArray())).toEqual([1, 2, 0, 0, 0, 0, 7, 8]);
  expect(Array.from(maskRows(x, mask, 1).toArray())).toEqual([1, 2, 1, 1, 1, 1, 7, 8]);
});

test("gradients", () => {
  const mask = intTensor([[1, 0, 1]]);
  expect(expectGradients((a) => maskRows(a, mask, 3), [distinct("x", [1, 3, 2])])).toBe(6);
  expect(() => maskRows(zeros([2, 3]), mask)).toThrow("maskRows: mask has shape [2] here, got [1, 3]");
});

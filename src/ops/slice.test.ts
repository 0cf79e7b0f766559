import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { tensor, zeros } from "../tensor/tensor.ts";
import { slice } from "./slice.ts";

use(createReference("float64"));

test("columns of the last axis", () => {
  const x = tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  expect(Array.from(slice(x, 1, 2).toArray())).toEqual([2, 3, 5, 6]);
  expect(slice(x, 0, 1).shape).toEqual([2, 1]);
  expect(expectGradients((z) => slice(z, 1, 2), [distinct("x", [2, 2, 5])])).toBe(20);
});

test("refuses columns that are not there", () => {
  expect(() => slice(zeros([2, 3]), 2, 2)).toThrow("slice: columns 2 to 3 of Tensor [2, 3] float64: it ends at 2");
  expect(() => slice(zeros([2, 3]), -1, 2)).toThrow("slice: offset is an integer of at least 0, got -1");
  expect(() => slice(zeros([2, 3]), 0, 0)).toThrow("slice: width is an integer of at least 1, got 0");
});

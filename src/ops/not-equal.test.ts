import { expect, test } from "vitest";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { intTensor, zeros } from "../tensor/tensor.ts";
import { notEqual } from "./not-equal.ts";

use(createReference("float64"));

test("1 where an index differs", () => {
  const mask = notEqual(
    intTensor([
      [0, 3, 0],
      [-1, 0, 7],
    ]),
    0,
  );
  expect(mask.shape).toEqual([2, 3]);
  expect(mask.dtype).toBe("int32");
  expect(Array.from(mask.toArray())).toEqual([0, 1, 0, 1, 0, 1]);
  expect(Array.from(notEqual(intTensor([0, 3]), 3).toArray())).toEqual([1, 0]);
});

test("refuses floating-point numbers", () => {
  expect(() => notEqual(zeros([2]), 0)).toThrow("notEqual: indices holds int32 values, got float64");
});

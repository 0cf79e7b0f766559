import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { tensor, zeros } from "../tensor/tensor.ts";
import { averagePooling } from "./average-pooling.ts";

use(createReference("float64"));

test("means of windows, of the steps that they have", () => {
  const x = tensor([[[1], [3], [8]]]);
  expect(Array.from(averagePooling(x, { pool: 2 }).toArray())).toEqual([2]);
  expect(Array.from(averagePooling(x, { pool: 2, stride: 1 }).toArray())).toEqual([2, 5.5]);
  expect(Array.from(averagePooling(x, { pool: 2, padding: "same" }).toArray())).toEqual([2, 8]);
});

test("gradients", () => {
  const x = distinct("x", [2, 7, 3]);
  expect(expectGradients((a) => averagePooling(a, { pool: 3, stride: 2 }), [x])).toBe(42);
  expect(expectGradients((a) => averagePooling(a, { pool: 4, stride: 2, padding: "same" }), [x])).toBe(42);
  expect(() => averagePooling(zeros([1, 2, 1]), { pool: 3 })).toThrow(
    "averagePooling: x has 2 steps, but a window takes 3",
  );
});

import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { tensor } from "../tensor/tensor.ts";
import { scale } from "./scale.ts";

use(createReference("float64"));

test("factor · x + offset; the offset is 0 unless given", () => {
  expect(Array.from(scale(tensor([1, -2]), 3).toArray())).toEqual([3, -6]);
  expect(Array.from(scale(tensor([1, -2]), 3, 0.5).toArray())).toEqual([3.5, -5.5]);
  expect(expectGradients((x) => scale(x, -1.7, 2), [distinct("x", [3, 5])])).toBe(15);
});

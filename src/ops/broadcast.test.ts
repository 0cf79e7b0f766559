import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { tensor, zeros } from "../tensor/tensor.ts";
import { broadcast } from "./broadcast.ts";

use(createReference("float64"));

test("axes of length 1 are repeated", () => {
  const y = broadcast(tensor([[[1, 2]], [[3, 4]]]), [2, 2, 2]);
  expect(Array.from(y.toArray())).toEqual([1, 2, 1, 2, 3, 4, 3, 4]);
  const x = tensor([[1], [2]]);
  expect(broadcast(x, [2, 1])).toBe(x);
  expect(Array.from(broadcast(x, [2, 3]).toArray())).toEqual([1, 1, 1, 2, 2, 2]);
});

test("gradients are summed over the copies", () => {
  expect(expectGradients((a) => broadcast(a, [2, 4, 3]), [distinct("x", [2, 1, 3])])).toBe(6);
  expect(expectGradients((a) => broadcast(a, [5, 4, 3]), [distinct("x", [1, 4, 1])])).toBe(4);
});

test("names what cannot be repeated", () => {
  expect(() => broadcast(zeros([2, 3]), [2, 6])).toThrow(
    "broadcast repeats axes of length 1: [2, 3] cannot become [2, 6]",
  );
  expect(() => broadcast(zeros([3]), [2, 3])).toThrow("[3] cannot become [2, 3]");
});

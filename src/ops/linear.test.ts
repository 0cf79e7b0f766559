import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { tensor, zeros } from "../tensor/tensor.ts";
import { linear } from "./linear.ts";

use(createReference("float64"));

test("x · w + b along the last axis", () => {
  const w = tensor([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
  const y = linear(tensor([[[1, 10, 100]]]), w, tensor([0.5, 0.25]));
  expect(y.shape).toEqual([1, 1, 2]);
  expect(Array.from(y.toArray())).toEqual([531.5, 642.25]);
});

test("gradients, for one axis and three, with a bias and without", () => {
  const [w, b] = [distinct("w", [3, 5]), distinct("b", [5])];
  expect(expectGradients(linear, [distinct("x", [3]), w, b])).toBe(23);
  expect(expectGradients(linear, [distinct("x", [2, 4, 3]), w, b])).toBe(44);
  expect(expectGradients((x, v) => linear(x, v, null), [distinct("x", [4, 3]), w])).toBe(27);
});

test("names what does not fit", () => {
  expect(() => linear(zeros([2, 4]), zeros([3, 5]), null)).toThrow("linear: w has shape [4, 5] here, got [3, 5]");
  expect(() => linear(zeros([2, 3]), zeros([3, 5]), zeros([3]))).toThrow("linear: b has shape [5] here, got [3]");
  expect(() => linear(zeros([2, 3]), zeros([3]), null)).toThrow(
    "linear: w has the axes [inputs, outputs], got shape [3]",
  );
});

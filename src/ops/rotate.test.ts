import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { tensor, zeros } from "../tensor/tensor.ts";
import { rotate } from "./rotate.ts";

use(createReference("float64"));

test("a quarter turn takes the first of a pair to the second", () => {
  const angles = { cosine: tensor([[0, 1]]), sine: tensor([[1, 0]]) };
  const x = tensor([[[[1, 2, 3, 4]]]]);
  // Pairs (1, 3) and (2, 4): the first is turned.
  expect(Array.from(rotate(x, angles).toArray())).toEqual([-3, 2, 1, 4]);
  expect(Array.from(rotate(x, { ...angles, neighbours: true }).toArray())).toEqual([-2, 1, 3, 4]);
});

test("gradients", () => {
  const [x, cosine, sine] = [distinct("x", [2, 3, 2, 6]), distinct("cosine", [3, 3]), distinct("sine", [3, 3])];
  expect(expectGradients((a) => rotate(a, { cosine, sine }), [x])).toBe(72);
  expect(expectGradients((a) => rotate(a, { cosine, sine, neighbours: true }), [x])).toBe(72);
});

test("names what does not fit", () => {
  const table = zeros([3, 2]);
  expect(() => rotate(zeros([1, 3, 1, 5]), { cosine: table, sine: table })).toThrow(
    "rotate: depth / 2 is an integer of at least 1, got 2.5",
  );
  expect(() => rotate(zeros([1, 4, 1, 4]), { cosine: table, sine: table })).toThrow(
    "rotate: cosine has shape [4, 2] here, got [3, 2]",
  );
});

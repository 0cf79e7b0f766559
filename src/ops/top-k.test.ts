import { expect, test } from "vitest";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { gradients } from "../tensor/tape.ts";
import { tensor, zeros } from "../tensor/tensor.ts";
import { topK } from "./top-k.ts";

use(createReference("float64"));

test("the most probable of each row, best first, with their log-probabilities", () => {
  // Logits that are logarithms of 1, 2, 5: probabilities 1/8, 2/8, 5/8, whatever is added to a row.
  const [one, two, five] = [0, Math.log(2), Math.log(5)];
  const { values, indices } = topK(tensor([[[two, five, one]], [[five + 900, one + 900, two + 900]]]), 2);
  expect(values.toString()).toBe("Tensor [2, 1, 2] float64");
  expect(indices.toString()).toBe("Tensor [2, 1, 2] int32");
  expect([...indices.toArray()]).toEqual([1, 0, 0, 2]);
  [5, 2, 5, 2].forEach((share, i) => expect(values.toArray()[i]).toBeCloseTo(Math.log(share / 8), 12));
});

test("of equals the first comes first; what is impossible has probability 0", () => {
  const { values, indices } = topK(tensor([3, 7, 7, -Infinity, 7]), 5);
  expect([...indices.toArray()]).toEqual([1, 2, 4, 0, 3]);
  expect(values.toArray()[4]).toBe(-Infinity);
  expect(values.toArray()[2]).toBeCloseTo(-Math.log(3 + Math.exp(-4)), 12);
});

test.each([
  ["a NaN, which comes first", [1, NaN, 2, 0], [1, 2]],
  ["NaNs, of which the first comes first", [NaN, 1, NaN, NaN], [0, 2]],
  ["an infinite number", [1, Infinity, 2, 0], [1, 2]],
  ["nothing possible", [-Infinity, -Infinity, -Infinity, -Infinity], [0, 1]],
])("a row with %s has no probabilities", (_, row, places) => {
  const { values, indices } = topK(tensor([row, [0, 0, 1, 0]]), 2);
  expect([...indices.toArray()]).toEqual([...places, 2, 0]);
  expect([...values.toArray()].map(Number.isNaN)).toEqual([true, true, false, false]);
});

test("refuses scalars, k outside the row, and lost gradients", () => {
  expect(() => topK(zeros([]), 1)).toThrow("topK: x has at least one axis, got shape []");
  expect(() => topK(zeros([2, 3]), 4)).toThrow("topK: the rows of x hold 3 values, got k = 4");
  expect(() => topK(zeros([2, 3]), 0)).toThrow("topK: k is an integer of at least 1, got 0");
  const x = zeros([2, 3]);
  expect(() => gradients(() => topK(x, 1).values, [x])).toThrow("topK: x has no gradient");
});

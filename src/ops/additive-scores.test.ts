import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { tensor, zeros } from "../tensor/tensor.ts";
import { additiveScores } from "./additive-scores.ts";

use(createReference("float64"));

test("v · tanh(q + k) for every query and key", () => {
  const keys = tensor([
    [
      [1, 0],
      [2, 3],
    ],
  ]);
  const y = additiveScores(tensor([[[0, 1]]]), keys, tensor([2, 3]));
  const expected = [2 * Math.tanh(1) + 3 * Math.tanh(1), 2 * Math.tanh(2) + 3 * Math.tanh(4)];
  expect(y.shape).toEqual([1, 1, 2]);
  Array.from(y.toArray()).forEach((value, i) => expect(value).toBeCloseTo(expected[i], 12));
});

test("gradients", () => {
  const inputs = [distinct("q", [2, 3, 4]), distinct("k", [2, 5, 4]), distinct("v", [4])];
  expect(expectGradients((q, k, v) => additiveScores(q, k, v), inputs)).toBe(68);
});

test("names what does not fit", () => {
  expect(() => additiveScores(zeros([2, 3, 4]), zeros([2, 5, 3]), zeros([4]))).toThrow(
    "additiveScores: k has shape [2, 5, 4] here, got [2, 5, 3]",
  );
  expect(() => additiveScores(zeros([2, 3, 4]), zeros([2, 5, 4]), zeros([3]))).toThrow(
    "additiveScores: v has shape [4]",
  );
});

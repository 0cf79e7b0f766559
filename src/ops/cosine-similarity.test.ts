import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { gradients } from "../tensor/tape.ts";
import { tensor, zeros } from "../tensor/tensor.ts";
import { cosineSimilarity } from "./cosine-similarity.ts";
import { scale } from "./scale.ts";

use(createReference("float64"));

test("gradients by central differences, with weights and without", () => {
  const [prediction, target] = [distinct("p", [5, 3, 4]), distinct("y", [5, 3, 4])];
  expect(expectGradients((p) => cosineSimilarity(p, target), [prediction])).toBe(60);
  for (const shape of [[5], [5, 3]]) {
    const weights = distinct("w", shape, 0, 3);
    expect(expectGradients((p) => scale(cosineSimilarity(p, target, weights), 3), [prediction])).toBe(60);
  }
});

test("minus the mean cosine, whatever the lengths", () => {
  const prediction = tensor([
    [3, 4],
    [0.001, 0],
    [-2, 0],
  ]);
  const target = tensor([
    [30, 40],
    [0, 5],
    [1, 0],
  ]);
  expect(cosineSimilarity(prediction, target).toArray()[0]).toBeCloseTo(-(1 + 0 - 1) / 3, 14);
  expect(cosineSimilarity(prediction, target, tensor([3, 1, 0])).toArray()[0]).toBeCloseTo(-1, 14);
});

test("a row without direction has loss and gradient 0", () => {
  const prediction = zeros([1, 3]);
  const { loss, gradients: found } = gradients(() => cosineSimilarity(prediction, tensor([[1, 2, 3]])), [prediction]);
  expect([...loss.toArray(), ...found[0].toArray()].map(Math.abs)).toEqual([0, 0, 0, 0]);
});

test("refuses other shapes", () => {
  expect(() => cosineSimilarity(zeros([2, 3]), zeros([2, 2]))).toThrow(
    "cosineSimilarity reads two tensors of the same",
  );
  expect(() => cosineSimilarity(zeros([2, 3]), zeros([2, 3]), zeros([3]))).toThrow(
    "cosineSimilarity: weights lie along the first axes of [2], got [3]",
  );
});

import { expect, test } from "vitest";
import { intTensor, tensor, type Tensor } from "../tensor/tensor.ts";
import type { Metric } from "./metric.ts";
import { metrics } from "./registry.ts";

const scores = [
  [0.1, 0.7, 0.15, 0.05],
  [3, -1, 2, 0],
  [-4, -3, -2, -1],
  [5, 5, 0, 1],
];
const labels = [1, 2, 0, 1];
const oneHot = labels.map((label) => [0, 1, 2, 3].map((k) => Number(k === label)));

function measured(metric: Metric, prediction: Tensor, target: Tensor, weights: number[] | null = null): number {
  const sum = metric.begin();
  sum.update(prediction, target, weights && tensor(weights));
  return sum.result();
}

/**
 * The first alone is right; the second's class comes second, the third's last, and the fourth's ties with a class in
 * front of it.
 */
const cases = [
  ["accuracy", metrics.categoricalAccuracy(), metrics.sparseCategoricalAccuracy(), 1 / 4, 5 / 10],
  ...([1, 2, 3, 4] as const).map(
    (k) =>
      [
        `top ${k}`,
        metrics.topKCategoricalAccuracy({ k }),
        metrics.sparseTopKCategoricalAccuracy({ k }),
        [2, 3, 3, 4][k - 1] / 4,
        [7, 10, 10, 10][k - 1] / 10,
      ] as const,
  ),
] as const;

test.each(cases)("%s, of one-hot rows and of labels, with weights and without", (_, dense, sparse, all, weighted) => {
  const weights = [5, 3, 0, 2];
  const forms = [
    [dense, tensor(oneHot)],
    [sparse, intTensor(labels)],
  ] as const;
  for (const [metric, target] of forms) {
    expect(metric.better).toBe("higher");
    expect(measured(metric, tensor(scores), target)).toBe(all);
    expect(measured(metric, tensor(scores), target, weights)).toBeCloseTo(weighted, 14);
  }
});

test("sequences: each weight is for all steps of its example", () => {
  const prediction = tensor([scores.slice(0, 2), scores.slice(2)]);
  const target = intTensor([labels.slice(0, 2), labels.slice(2)]);
  expect(measured(metrics.sparseCategoricalAccuracy(), prediction, target)).toBe(1 / 4);
  expect(measured(metrics.sparseCategoricalAccuracy(), prediction, target, [3, 1])).toBe(3 / 8);
});

test("a label to ignore does not count, another that is not a class is refused", () => {
  const [prediction, target] = [tensor(scores), intTensor([1, -1, 0, -1])];
  expect(measured(metrics.sparseCategoricalAccuracy({ ignoreClass: -1 }), prediction, target)).toBe(1 / 2);
  expect(measured(metrics.sparseTopKCategoricalAccuracy({ k: 3, ignoreClass: -1 }), prediction, target)).toBe(1 / 2);
  expect(() => measured(metrics.sparseCategoricalAccuracy(), prediction, target)).toThrow(
    "sparseCategoricalAccuracy: label -1 is not a class; classes are 0 to 3; " +
      "help: metrics.sparseCategoricalAccuracy({ ignoreClass: -1 })",
  );
  expect(() =>
    measured(metrics.sparseTopKCategoricalAccuracy({ ignoreClass: -1 }), prediction, intTensor([4, 0, 0, 0])),
  ).toThrow("label 4 is not a class");
});

test("k is 5 by default, and a NaN is in front of all, but never right", () => {
  const six = tensor([[6, 5, 4, 3, 2, 1]]);
  const top = metrics.sparseTopKCategoricalAccuracy();
  expect([4, 5].map((label) => measured(top, six, intTensor([label])))).toEqual([1, 0]);
  const first = metrics.sparseTopKCategoricalAccuracy({ k: 1 });
  expect(measured(first, tensor([[NaN, 1]]), intTensor([0]))).toBe(0);
  expect(measured(first, tensor([[NaN, 1]]), intTensor([1]))).toBe(0);
  expect(() => metrics.topKCategoricalAccuracy({ k: 0 })).toThrow("topKCategoricalAccuracy: k must be an integer");
});

test("refuses targets of another kind or shape", () => {
  const prediction = tensor(scores);
  expect(() => measured(metrics.sparseCategoricalAccuracy(), prediction, tensor(labels))).toThrow(
    "sparseCategoricalAccuracy compares predictions [..., classes] with int32 labels [...], got [4, 4] and Tensor " +
      "[4] float32",
  );
  expect(() => measured(metrics.categoricalAccuracy(), prediction, tensor(labels))).toThrow(
    "categoricalAccuracy compares predictions [..., classes] with floats [..., classes]",
  );
});

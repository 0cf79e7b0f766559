import { expect, test } from "vitest";
import { intTensor, tensor, type Tensor } from "../tensor/tensor.ts";
import type { Metric, MetricState } from "./metric.ts";
import { metrics } from "./registry.ts";

/* What Keras has is compared with its numbers in test/golden. */

function measured(metric: Metric, prediction: Tensor, target: Tensor, weights: number[] | null = null): MetricState {
  const sum = metric.begin();
  sum.update(prediction, target, weights && tensor(weights));
  return sum;
}

const scores = tensor([
  [0.7, 0.2, 0.1],
  [0.1, 0.6, 0.3],
  [0.2, 0.5, 0.3],
  [0.3, 0.3, 0.4],
  [0.8, 0.1, 0.1],
]);
/** Guesses are 0, 1, 1, 2, 0. */
const labels = intTensor([0, 1, 2, 2, 1]);

const values = (metric: Metric): number => measured(metric, scores, labels).result();
const byClass = (metric: Metric): unknown => measured(metric, scores, labels).results?.();

test("precision, recall and F1 of labels, by class and by average", () => {
  expect(byClass(metrics.sparsePrecision({ average: "none" }))).toEqual({
    "sparsePrecision.0": 1 / 2,
    "sparsePrecision.1": 1 / 2,
    "sparsePrecision.2": 1,
  });
  expect(byClass(metrics.sparseRecall({ average: "none" }))).toEqual({
    "sparseRecall.0": 1,
    "sparseRecall.1": 1 / 2,
    "sparseRecall.2": 1 / 2,
  });
  expect(byClass(metrics.sparseF1Score({ average: "none" }))).toEqual({
    "sparseF1Score.0": 2 / 3,
    "sparseF1Score.1": 1 / 2,
    "sparseF1Score.2": 2 / 3,
  });
  expect(byClass(metrics.sparseF1Score())).toBeUndefined();
  expect(values(metrics.sparsePrecision())).toBeCloseTo((0.5 + 0.5 + 1) / 3, 14);
  expect(values(metrics.sparseRecall({ average: "weighted" }))).toBeCloseTo((1 * 1 + 2 * 0.5 + 2 * 0.5) / 5, 14);
  expect(values(metrics.sparseF1Score({ average: "micro" }))).toBeCloseTo(3 / 5, 14);
  const ignoring = metrics.sparseRecall({ average: "none", ignoreClass: 1 });
  expect(byClass(ignoring)).toEqual({ "sparseRecall.0": 1, "sparseRecall.1": 0, "sparseRecall.2": 1 / 2 });
});

test("a class that is never guessed, or never there, scores 0", () => {
  const sure = tensor([
    [1, 0, 0],
    [1, 0, 0],
  ]);
  const truth = intTensor([0, 1]);
  for (const make of [metrics.sparsePrecision, metrics.sparseRecall, metrics.sparseF1Score]) {
    const each = Object.values(measured(make({ average: "none" }), sure, truth).results?.() ?? {});
    expect(each.slice(1)).toEqual([0, 0]);
    expect(each[0]).toBeGreaterThan(0);
  }
});

test("a single output is a yes above one half, not at it", () => {
  const prediction = tensor([[0.5], [0.75], [0.25], [0.9]]);
  const target = tensor([[1], [1], [1], [0]]);
  expect(measured(metrics.f1Score(), prediction, target).result()).toBeCloseTo(2 / 5, 14);
  expect(measured(metrics.precision(), prediction, target).result()).toBe(1 / 2);
  expect(measured(metrics.recall(), prediction, target).result()).toBe(1 / 3);
  expect(measured(metrics.recall({ thresholds: 0.2 }), prediction, target).result()).toBe(1);
});

test("perplexity is that of an even guess, over all labels together", () => {
  const even = tensor([
    [1, 1, 1, 1],
    [2, 2, 2, 2],
  ]);
  expect(measured(metrics.perplexity(), even, intTensor([0, 3])).result()).toBeCloseTo(4, 12);
  expect(measured(metrics.perplexity({ fromLogits: true }), even, intTensor([0, 3])).result()).toBeCloseTo(4, 12);
  const unequal = tensor([
    [0.5, 0.5],
    [0.125, 0.875],
  ]);
  const sum = metrics.perplexity().begin();
  sum.update(unequal, intTensor([0, 0]), null);
  sum.update(tensor([[0.25, 0.75]]), intTensor([0]), null);
  // The mean of 1, 3 and 2 bits, not of the means 2 and 2.
  expect(sum.result()).toBeCloseTo(2 ** 2, 12);
  const ignoring = metrics.perplexity({ ignoreClass: -1 });
  expect(measured(ignoring, unequal, intTensor([-1, 0])).result()).toBeCloseTo(8, 12);
  expect(measured(metrics.perplexity(), unequal, intTensor([0, 0]), [3, 1]).result()).toBeCloseTo(2 ** 1.5, 12);
  expect(measured(metrics.perplexity({ fromLogits: true }), tensor([[1000, 0]]), intTensor([0])).result()).toBe(1);
});

test("the exact area under the ROC curve counts pairs, equal ones half", () => {
  const prediction = tensor([0.1, 0.4, 0.4, 0.8, 0.35]);
  const target = tensor([0, 0, 1, 1, 1]);
  // Six pairs: 0.4 and 0.8 and 0.35 above 0.1; 0.8 above 0.4; 0.4 beside 0.4; 0.35 below.
  expect(measured(metrics.auc({ exact: true }), prediction, target).result()).toBeCloseTo(4.5 / 6, 14);
  const weighted = measured(metrics.auc({ exact: true }), prediction, target, [1, 3, 1, 1, 0]).result();
  expect(weighted).toBeCloseTo((2 * 1 + 3 * 1.5) / (4 * 2), 14);
  // Any numbers will do, and many thresholds come near it.
  const many = Array.from({ length: 400 }, (_, i) => Math.abs(Math.sin(12.9898 * i)));
  const truths = many.map((p, i) => (((i * 7) % 10) / 10 < p ? 1 : 0));
  const near = measured(metrics.auc({ numThresholds: 4000 }), tensor(many), tensor(truths)).result();
  const exact = measured(metrics.auc({ exact: true }), tensor(many), tensor(truths)).result();
  expect(Math.abs(near - exact)).toBeLessThan(1e-3);
  expect(measured(metrics.auc({ exact: true }), tensor(many.map((p) => 100 * p)), tensor(truths)).result()).toBe(exact);
  expect(measured(metrics.auc(), tensor([0.5]), tensor([1])).result()).toBe(0);
});

test("R² keeps its digits with large targets, and targets that are all equal score 0", () => {
  const offsets = [0, 1e6];
  const [small, large] = offsets.map((offset) => {
    const target = [1, 2, 4, 3, 7].map((v) => offset + v);
    const prediction = [1.5, 2, 3, 3.25, 6].map((v) => offset + v);
    return measured(metrics.r2Score(), tensor(prediction, [5, 1]), tensor(target, [5, 1])).result();
  });
  expect(small).toBeCloseTo(1 - 2.3125 / 21.2, 6);
  expect(large).toBeCloseTo(small, 6);
  expect(measured(metrics.r2Score(), tensor([[1], [2]]), tensor([[3], [3]])).result()).toBe(0);
});

/** Every metric with something to measure. */
const measurable = Object.entries(metrics).map(([name, make]) => {
  const metric = make();
  return [
    name,
    metric,
    metric.targets === "classes" ? labels : tensor([1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 1, 0], [5, 3]),
  ] as const;
});

test.each(measurable)("%s: saved and taken up again, weights of zero, and nothing at all", (name, metric, target) => {
  const whole = measured(metric, scores, target);
  const first = measured(metric, scores, target, [0, 0, 0, 0, 0]);
  // As in Keras 3: 0, but for r2Score, of which 0 would say that it is as good as the mean.
  const nothing = name === "r2Score" ? NaN : 0;
  expect([first.result(), metric.begin().result()]).toEqual([nothing, nothing]);
  const saved = whole.save?.();
  const taken = metric.begin();
  taken.load?.(saved ?? new Float64Array(0));
  expect(taken.result()).toBe(whole.result());
  whole.update(scores, target, tensor([3, 0, 1, 2, 0]));
  taken.update(scores, target, tensor([3, 0, 1, 2, 0]));
  expect(taken.result()).toBe(whole.result());
  expect(taken.result()).not.toBeNaN();
});

test("refuses what cannot be measured", () => {
  expect(measurable).toHaveLength(21);
  expect(() => measured(metrics.auc(), tensor([1.5]), tensor([1]))).toThrow(
    "auc reads probabilities from 0 to 1, got 1.5; help: metrics.auc({ fromLogits: true })",
  );
  expect(() => metrics.auc({ exact: true, curve: "PR" })).toThrow('auc: exact is for the curve "ROC"');
  expect(() => metrics.auc({ exact: true, numThresholds: 9 })).toThrow("numThresholds does nothing when exact is true");
  expect(() => metrics.auc({ numThresholds: 1 })).toThrow("numThresholds must be an integer of at least 2, got 1");
  expect(() => metrics.auc({ thresholds: [0.5, 1.5] })).toThrow("thresholds must be between 0 and 1, got 0.5, 1.5");
  expect(() => measured(metrics.f1Score(), scores, labels)).toThrow(
    "f1Score compares predictions [..., outputs] with floats [..., outputs], got [5, 3] and Tensor [5] int32",
  );
  expect(() => measured(metrics.sparseRecall(), scores, intTensor([0, 1, 2, 2, 3]))).toThrow("label 3 is not a class");
  expect(() => measured(metrics.r2Score(), scores, tensor([1, 2]))).toThrow("r2Score compares predictions and targets");
});

test("precision and recall by thresholds, topK and classId, as Keras defines them", () => {
  const prediction = tensor([
    [0.9, 0.6, 0.1],
    [0.3, 0.8, 0.7],
  ]);
  const target = tensor([
    [1, 0, 0],
    [0, 0, 1],
  ]);
  const value = (metric: Metric): number => measured(metric, prediction, target).result();
  // Above ½: 0.9 and 0.7 are right of four; above 0.75: 0.9 of two.
  expect(value(metrics.precision())).toBe(1 / 2);
  const several = measured(metrics.precision({ thresholds: [0.5, 0.75, 0.95] }), prediction, target);
  expect(several.results?.()).toEqual({ "precision.0.5": 1 / 2, "precision.0.75": 1 / 2, "precision.0.95": 0 });
  // The largest of each row: 0.9 is right, 0.8 is not. Two of each: 0.9 and 0.7 of four.
  expect(value(metrics.precision({ topK: 1 }))).toBe(1 / 2);
  expect(value(metrics.recall({ topK: 1 }))).toBe(1 / 2);
  expect(value(metrics.recall({ topK: 2 }))).toBe(1);
  // Both bounds: of the two largest those above 0.75.
  expect(value(metrics.precision({ topK: 2, thresholds: 0.85 }))).toBe(1);
  // Output 2 alone: one yes, right; with topK 1 none.
  expect(value(metrics.precision({ classId: 2 }))).toBe(1);
  expect(value(metrics.recall({ classId: 2, topK: 1 }))).toBe(0);
  expect(value(metrics.precision({ classId: 1, average: "macro" }))).toBe(0);
});

test("sums over several thresholds are saved and go on", () => {
  const metric = metrics.recall({ thresholds: [0.25, 0.5] });
  const [first, second] = [metric.begin(), metric.begin()];
  first.update(tensor([[0.3], [0.6]]), tensor([[1], [1]]), null);
  second.load?.(first.save?.() ?? new Float64Array(0));
  expect(second.results?.()).toEqual({ "recall.0.25": 1, "recall.0.5": 1 / 2 });
  expect(second.results?.()).toEqual(first.results?.());
});

test("options of precision that cannot be are named", () => {
  expect(() => metrics.precision({ topK: 0 })).toThrow("precision: topK must be an integer of at least 1, got 0");
  expect(() => metrics.recall({ classId: -1 })).toThrow("recall: classId must be an integer of at least 0, got -1");
  expect(() => metrics.recall({ thresholds: [] })).toThrow("recall: thresholds must be a number, or a list of some");
  expect(() => metrics.precision({ thresholds: [0.1, 0.2], average: "none" })).toThrow("exclude each other");
  const one = metrics.precision({ classId: 3 }).begin();
  expect(() => one.update(tensor([[1, 2]]), tensor([[1, 0]]), null)).toThrow(
    "precision: classId must be below the number of outputs, 2, got 3",
  );
});

test("auc of several labels is the mean of their areas, weighted", () => {
  const prediction = tensor([0.1, 0.9, 0.4, 0.2, 0.35, 0.6, 0.8, 0.7], [4, 2]);
  const target = tensor([0, 1, 0, 0, 1, 0, 1, 1], [4, 2]);
  const value = (options: object): number =>
    measured(metrics.auc({ exact: true, multiLabel: true, ...options }), prediction, target).result();
  expect(value({})).toBeCloseTo((3 / 4 + 1) / 2, 14);
  expect(value({ numLabels: 2, labelWeights: [1, 3] })).toBeCloseTo((3 / 4 + 3) / 4, 14);
  expect(() => value({ numLabels: 3 })).toThrow("auc of 3 labels reads predictions with as many outputs, got 2");
  expect(() => value({ numLabels: 3, labelWeights: [1, 2] })).toThrow("one for each of 3 labels, got 2");
  expect(() => value({ labelWeights: [1, -2] })).toThrow("labelWeights must be numbers from 0, got -2");
  expect(() => value({ numLabels: 0 })).toThrow("numLabels must be an integer of at least 1, got 0");
  expect(() => metrics.auc({ numLabels: 3 })).toThrow("numLabels is for several labels; help: multiLabel: true");
});

import { expect, test } from "vitest";
import { intTensor, tensor } from "../tensor/tensor.ts";
import type { MetricState } from "./metric.ts";
import { metricFrom, metrics, type MetricOption } from "./registry.ts";

const predictions = [0.5, 2, -1, 0.625, 4];
const targets = [1, 0, -1, 1, 3.5];

function measure(
  option: MetricOption,
  batches: readonly (readonly [number, number])[],
  weights?: readonly number[],
): number {
  const sum = metricFrom(option, { features: null, loss: {} }).begin();
  for (const [from, to] of batches) {
    sum.update(
      tensor(predictions.slice(from, to)),
      tensor(targets.slice(from, to)),
      weights === undefined ? null : tensor(weights.slice(from, to)),
    );
  }
  return sum.result();
}

const expected: Readonly<Record<string, number>> = {
  binaryAccuracy: 1 / 5,
  meanAbsoluteError: (0.5 + 2 + 0 + 0.375 + 0.5) / 5,
  meanAbsolutePercentageError: (100 * (0.5 / 1 + 2 / 1e-7 + 0 + 0.375 / 1 + 0.5 / 3.5)) / 5,
  meanSquaredError: (0.25 + 4 + 0 + 0.140625 + 0.25) / 5,
  meanSquaredLogarithmicError:
    (Math.log(1.5 / 2) ** 2 + Math.log(3 / (1 + 1e-7)) ** 2 + Math.log(1.625 / 2) ** 2 + Math.log(5 / 4.5) ** 2) / 5,
  symmetricMeanAbsolutePercentageError: (200 * (0.5 / 1.5 + 1 + 0 + 0.375 / 1.625 + 0.5 / 7.5)) / 5,
  rootMeanSquaredError: Math.sqrt((0.25 + 4 + 0 + 0.140625 + 0.25) / 5),
};

/**
 * Metrics of whole rows of classes, or of all examples together: in categorical-accuracy.test.ts, scores.test.ts and
 * test/golden.
 */
const others = [
  "auc",
  "categoricalAccuracy",
  "cosineSimilarity",
  "f1Score",
  "perplexity",
  "precision",
  "r2Score",
  "recall",
  "sparseCategoricalAccuracy",
  "sparseF1Score",
  "sparsePrecision",
  "sparseRecall",
  "sparseTopKCategoricalAccuracy",
  "topKCategoricalAccuracy",
];

test("every metric is exact, however the examples were put into batches", () => {
  expect(Object.keys(metrics).toSorted()).toEqual([...Object.keys(expected), ...others].toSorted());
  expect(Object.keys(metrics)).toHaveLength(21);
  for (const [name, make] of Object.entries(metrics)) {
    expect(make().name).toBe(name);
    if (others.includes(name)) continue;
    for (const batches of [
      [[0, 5]],
      [
        [0, 4],
        [4, 5],
      ],
      [
        [0, 1],
        [1, 3],
        [3, 5],
      ],
    ] as const) {
      expect(measure(make(), batches)).toBeCloseTo(expected[name], expected[name] > 1000 ? 5 : 12);
    }
  }
});

test("weights count examples more or less, and a weight of zero leaves even NaN out", () => {
  expect(
    measure(
      "meanAbsoluteError",
      [
        [0, 3],
        [3, 5],
      ],
      [2, 0, 1, 4, 0],
    ),
  ).toBeCloseTo((2 * 0.5 + 0 + 4 * 0.375) / 7, 14);
  const sum = metrics.meanSquaredError().begin();
  sum.update(
    tensor([
      [1, 2],
      [3, 4],
    ]),
    tensor([
      [NaN, NaN],
      [3, 6],
    ]),
    tensor([0, 1]),
  );
  expect(sum.result()).toBe(2);
});

test("binaryAccuracy is above the threshold, not at it", () => {
  const sum = metrics.binaryAccuracy().begin();
  sum.update(tensor([0.5, 0.5, 0.75, 0.25]), tensor([0, 1, 1, 0]), null);
  expect(sum.result()).toBe(0.75);
  const logits = metrics.binaryAccuracy({ threshold: 0 }).begin();
  logits.update(tensor([0.25, -0.25]), tensor([1, 0]), null);
  expect(logits.result()).toBe(1);
});

test("sums do not share anything, and shapes must agree", () => {
  const metric = metrics.meanAbsoluteError();
  const [a, b] = [metric.begin(), metric.begin()];
  a.update(tensor([1]), tensor([3]), null);
  expect([a.result(), b.result()]).toEqual([2, 0]);
  expect(() => a.update(tensor([1, 2]), tensor([1]), null)).toThrow(
    "meanAbsoluteError compares predictions and targets of one shape, got 2 and 1",
  );
  // @ts-expect-error: the types refuse it, plain JavaScript does not
  expect(() => metricFrom("acuracy", { features: 1, loss: {} })).toThrow(
    'there is no metric "acuracy"; help: did you mean accuracy? one of auc, binaryAccuracy',
  );
});

test("Keras's short names are reported as they are given", () => {
  const output = { features: 2, loss: {} };
  for (const [short, name] of [
    ["mae", "meanAbsoluteError"],
    ["mse", "meanSquaredError"],
    ["msle", "meanSquaredLogarithmicError"],
    ["mape", "meanAbsolutePercentageError"],
    ["rmse", "rootMeanSquaredError"],
  ] as const) {
    const [a, b] = [metricFrom(short, output), metricFrom(name, output)];
    expect([a.name, b.name]).toEqual([short, name]);
    const sums = [a.begin(), b.begin()];
    for (const sum of sums) sum.update(tensor([1, 2]), tensor([3, 5]), null);
    expect(sums[0].result()).toBe(sums[1].result());
  }
});

function accuracy(features: number, loss: { targets?: "classes"; ignoreClass?: number }): MetricState {
  const metric = metricFrom("accuracy", { features, loss });
  expect([metric.name, metric.targets]).toEqual(["accuracy", loss.targets ?? (features === 1 ? undefined : "numbers")]);
  return metric.begin();
}

test("accuracy is the one that fits output and loss", () => {
  const binary = accuracy(1, {});
  binary.update(tensor([[0.6], [0.4], [0.9]]), tensor([[1], [1], [1]]), null);
  expect(binary.result()).toBeCloseTo(2 / 3, 12);
  const categorical = accuracy(2, {});
  categorical.update(
    tensor([
      [0.6, 0.4],
      [0.2, 0.8],
    ]),
    tensor([
      [1, 0],
      [1, 0],
    ]),
    null,
  );
  expect(categorical.result()).toBe(0.5);
  const sparse = accuracy(2, { targets: "classes", ignoreClass: -1 });
  sparse.update(
    tensor([
      [0.6, 0.4],
      [0.2, 0.8],
      [0.3, 0.7],
    ]),
    intTensor([0, 0, -1]),
    null,
  );
  expect(sparse.result()).toBe(0.5);
});

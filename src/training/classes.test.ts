import { expect, test } from "vitest";
import { dense } from "../layers/dense.ts";
import { embedding } from "../layers/embedding.ts";
import { losses } from "../losses/registry.ts";
import { metrics } from "../metrics/registry.ts";
import { sequential } from "../models/sequential.ts";
import { adam } from "../optimizers/adam.ts";
import { assign, intTensor, tensor } from "../tensor/tensor.ts";
import { compile, type Trainer } from "./trainer.ts";

/* Training on targets that are class indices. */

/** Points on a line, in three classes by where they lie. */
const x = Array.from({ length: 60 }, (_, i) => [(i - 29.5) / 30]);
const labels = x.map(([v]) => (v < -0.35 ? 0 : v < 0.35 ? 1 : 2));

function start(loss: "sparse" | "dense"): Trainer {
  return compile(
    sequential([dense({ units: 8, activation: "tanh" }), dense({ units: 3 })], { input: [1], seed: 4 }),
    loss === "sparse"
      ? {
          optimizer: adam({ learningRate: 0.05 }),
          loss: losses.sparseCategoricalCrossentropy({ fromLogits: true }),
          metrics: ["sparseCategoricalAccuracy"],
        }
      : {
          optimizer: adam({ learningRate: 0.05 }),
          loss: losses.categoricalCrossentropy({ fromLogits: true }),
          metrics: ["categoricalAccuracy"],
        },
  );
}

test("int32 labels and one-hot rows train alike, and well", async () => {
  const options = { epochs: 60, batchSize: 16 };
  const sparse = await start("sparse").fit({ x, y: intTensor(labels) }, { ...options, validationSplit: 0.1 });
  expect(sparse.metrics["sparseCategoricalAccuracy"].at(-1)).toBeGreaterThan(0.95);
  expect(sparse.valLoss.at(-1)).toBeLessThan(0.3);
  const oneHot = labels.map((label) => [0, 1, 2].map((k) => Number(k === label)));
  const [a, b] = [start("sparse"), start("dense")];
  const byLabels = await a.fit({ x, y: intTensor(labels, [60, 1]) }, options);
  const byRows = await b.fit({ x, y: oneHot }, options);
  byLabels.loss.forEach((loss, epoch) => expect(loss).toBeCloseTo(byRows.loss[epoch], 4));
  expect(byLabels.metrics["sparseCategoricalAccuracy"]).toEqual(byRows.metrics["categoricalAccuracy"]);
});

/** Logits of a token are its row of the table, and token 0 is padding, which masks its step. */
function lookup(ignoreClass?: number): Trainer {
  const model = sequential([embedding({ inputDim: 3, outputDim: 2, maskZero: true })], { input: [null] });
  assign(model.flat, [9, -9, 0, Math.log(3), 0, Math.log(7)]);
  return compile(model, {
    loss: losses.sparseCategoricalCrossentropy({
      fromLogits: true,
      ...(ignoreClass === undefined ? {} : { ignoreClass }),
    }),
    metrics: [metrics.sparseCategoricalAccuracy(ignoreClass === undefined ? {} : { ignoreClass })],
    weightedMetrics: [metrics.sparseCategoricalAccuracy(ignoreClass === undefined ? {} : { ignoreClass })],
  });
}

const { log } = Math;

test("masked steps and ignored labels both leave the mean, and weights count whole examples", async () => {
  const tokens = intTensor([
    [1, 2, 0],
    [2, 1, 1],
  ]);
  // Losses: token 1 ln 4 or ln 4/3 for class 0 or 1, token 2 ln 8 or ln 8/7.
  const all = intTensor([
    [1, 0, 1],
    [1, 0, 1],
  ]);
  const masked = await lookup().evaluate({ x: tokens, y: all });
  expect(masked.loss).toBeCloseTo((log(4 / 3) + log(8) + log(8 / 7) + log(4) + log(4 / 3)) / 5, 6);
  expect(masked.metrics["sparseCategoricalAccuracy"]).toBeCloseTo(3 / 5, 14);
  const some = intTensor([
    [1, 0, -1],
    [-1, 0, -1],
  ]);
  const ignored = await lookup(-1).evaluate({ x: tokens, y: some });
  expect(ignored.loss).toBeCloseTo((log(4 / 3) + log(8) + log(4)) / 3, 6);
  expect(ignored.metrics["sparseCategoricalAccuracy"]).toBeCloseTo(1 / 3, 14);
  // A masked step whose label is not ignored does not count either.
  const other = intTensor([
    [1, 0, 1],
    [-1, 0, -1],
  ]);
  expect((await lookup(-1).evaluate({ x: tokens, y: other })).loss).toBeCloseTo(ignored.loss, 6);
  const weighted = await lookup(-1).evaluate({ x: tokens, y: other, weights: [2, 5] });
  expect(weighted.loss).toBeCloseTo((2 * (log(4 / 3) + log(8)) + 5 * log(4)) / 3, 6);
  expect(weighted.metrics["sparseCategoricalAccuracy"]).toBeCloseTo(1 / 3, 14);
  expect(weighted.metrics["weightedSparseCategoricalAccuracy"]).toBeCloseTo(2 / 9, 14);
});

test("weights without a mask are of whole examples too", async () => {
  const model = sequential([dense({ units: 2 })], { input: [3, 1] });
  assign(model.flat, [0, 0, 0, log(3)]);
  const trainer = compile(model, {
    loss: losses.sparseCategoricalCrossentropy({ fromLogits: true }),
    metrics: ["sparseCategoricalAccuracy"],
    weightedMetrics: ["sparseCategoricalAccuracy"],
  });
  const y = intTensor([
    [0, 1, 1],
    [0, 0, 1],
  ]);
  const data = {
    x: [
      [[1], [2], [3]],
      [[4], [5], [6]],
    ],
    y,
    weights: [1, 3],
  };
  const { loss, metrics: evaluated } = await trainer.evaluate(data);
  expect(loss).toBeCloseTo((log(4) + 2 * log(4 / 3) + 3 * (2 * log(4) + log(4 / 3))) / 6, 6);
  expect(evaluated["sparseCategoricalAccuracy"]).toBeCloseTo((2 + 1) / 6, 14);
  expect(evaluated["weightedSparseCategoricalAccuracy"]).toBeCloseTo((2 + 3) / 12, 14);
});

test("targets of the wrong kind or shape are refused, and metrics that do not go with the loss", async () => {
  const model = sequential([dense({ units: 3 })], { input: [1] });
  const trainer = compile(model, { loss: "sparseCategoricalCrossentropy" });
  await expect(trainer.fit({ x, y: labels })).rejects.toThrow(
    "sparseCategoricalCrossentropy reads class indices, but the targets y are float32; help: y: intTensor(labels)",
  );
  await expect(trainer.fit({ x, y: intTensor(labels.map((label) => [label, 0])) })).rejects.toThrow(
    "the model predicts [32, 3], so sparseCategoricalCrossentropy reads classes [32], but the targets are [32, 2]",
  );
  const numbers = compile(model, { loss: "categoricalCrossentropy" });
  await expect(numbers.fit({ x, y: intTensor(labels) })).rejects.toThrow(
    "categoricalCrossentropy reads floating-point targets, but y is int32; help: y: tensor(values), or sparse",
  );
  await expect(numbers.fit({ x, y: tensor(labels) })).rejects.toThrow(
    "the model predicts [32, 3], but the targets are [32]; help: make the last layer's units and the targets agree",
  );
  expect(() => compile(model, { loss: "categoricalCrossentropy", metrics: ["sparseCategoricalAccuracy"] })).toThrow(
    "metric sparseCategoricalAccuracy reads targets that are classes, but the loss categoricalCrossentropy reads " +
      "numbers",
  );
});

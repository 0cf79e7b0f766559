import { expect, test } from "vitest";
import { normalTensor } from "../../test/built-layer.ts";
import { dense } from "../layers/dense.ts";
import { losses } from "../losses/registry.ts";
import { sparseRecall } from "../metrics/confusion.ts";
import { functional } from "../models/functional.ts";
import type { Model } from "../models/model.ts";
import { sequential } from "../models/sequential.ts";
import { apply, input } from "../models/symbolic-tensor.ts";
import { sgd } from "../optimizers/sgd.ts";
import { assign, intTensor, tensor } from "../tensor/tensor.ts";
import { earlyStopping } from "./callbacks/early-stopping.ts";
import { compile, type Trainer } from "./trainer.ts";
import type { TrainerState } from "./trainer-state.ts";

/** x → h → price, kind. */
function twoOutputs(): Model {
  const x = input([3], { name: "x" });
  const hidden = apply(dense({ units: 4, activation: "tanh" }), x, { name: "hidden" });
  return functional({
    inputs: x,
    outputs: [
      apply(dense({ units: 1 }), hidden, { name: "price" }),
      apply(dense({ units: 3, activation: "softmax" }), hidden, { name: "kind" }),
    ],
    seed: 3,
  });
}

const x = normalTensor([10, 3], 1);
const price = normalTensor([10, 1], 2);
const kind = intTensor([0, 1, 2, 0, 1, 2, 0, 1, 2, 0]);
const data = { x, y: [price, kind] };

function trainer(more: Partial<Parameters<typeof compile>[1]> = {}): Trainer {
  return compile(twoOutputs(), {
    optimizer: sgd({ learningRate: 0.1 }),
    loss: { price: "meanSquaredError", kind: "sparseCategoricalCrossentropy" },
    ...more,
  });
}

/** The model of one of the outputs alone, with the same weights. */
function alone(name: "price" | "kind"): Model {
  const whole = twoOutputs();
  const model = sequential(
    [
      dense({ units: 4, activation: "tanh" }),
      name === "price" ? dense({ units: 1 }) : dense({ units: 3, activation: "softmax" }),
    ],
    { input: [3] },
  );
  const own = whole.weights.filter((weight) => !weight.name.startsWith(name === "price" ? "kind" : "price"));
  own.forEach(({ value }, i) => assign(model.weights[i].value, value.toArray()));
  return model;
}

test("the loss is the weighted sum of the outputs' losses, which are reported with the metrics by output", async () => {
  const both = await trainer({
    lossWeights: [0.25, 2],
    metrics: { price: ["meanAbsoluteError"], kind: "sparseCategoricalAccuracy" },
  }).evaluate(data, { batchSize: 4 });
  const first = await compile(alone("price"), { loss: "meanSquaredError", metrics: ["meanAbsoluteError"] }).evaluate({
    x,
    y: price,
  });
  const second = await compile(alone("kind"), {
    loss: "sparseCategoricalCrossentropy",
    metrics: ["sparseCategoricalAccuracy"],
  }).evaluate({ x, y: kind });
  expect(both.loss).toBeCloseTo(0.25 * first.loss + 2 * second.loss, 5);
  expect(Object.keys(both.metrics)).toEqual([
    "priceLoss",
    "kindLoss",
    "priceMeanAbsoluteError",
    "kindSparseCategoricalAccuracy",
  ]);
  expect(both.metrics["priceLoss"]).toBeCloseTo(first.loss, 5);
  expect(both.metrics["kindLoss"]).toBeCloseTo(second.loss, 5);
  expect(both.metrics["priceMeanAbsoluteError"]).toBeCloseTo(first.metrics["meanAbsoluteError"], 5);
  expect(both.metrics["kindSparseCategoricalAccuracy"]).toBeCloseTo(second.metrics["sparseCategoricalAccuracy"], 5);
});

test("losses by name, in a list, and one for all are the same where they should be", async () => {
  const numbers = { x, y: [price, normalTensor([10, 3], 5)] };
  const options = [
    { loss: "meanSquaredError" },
    { loss: ["meanSquaredError", "meanSquaredError"] },
    { loss: { kind: "meanSquaredError", price: losses.meanSquaredError() } },
    { loss: losses.meanSquaredError(), lossWeights: { price: 1 } },
  ] as const;
  const found = await Promise.all(options.map((each) => trainer(each).evaluate(numbers)));
  expect(new Set(found.map(({ loss }) => loss)).size).toBe(1);
  const other = await trainer({ loss: "meanSquaredError", lossWeights: { kind: 0 } }).evaluate(numbers);
  expect(other.loss).toBeCloseTo(other.metrics["priceLoss"], 6);
});

test("an output whose loss has no weight does not train what is its own", async () => {
  const training = trainer({ lossWeights: { kind: 0 } });
  const before = training.model.weights.map(({ value }) => value.toArray());
  await training.fit(data, { epochs: 2, batchSize: 5 });
  const changed = training.model.weights.filter(({ value }, i) => value.toArray().join() !== before[i].join());
  expect(changed.map(({ name }) => name)).toEqual(["hidden.kernel", "hidden.bias", "price.kernel", "price.bias"]);
});

test("training reports, validates, watches and predicts every output", async () => {
  const training = trainer({ metrics: [["meanAbsoluteError"], [sparseRecall({ average: "none" })]] });
  const stopping = earlyStopping({ monitor: "valKindSparseRecall.1", patience: 30 });
  const history = await training.fit(data, { epochs: 30, batchSize: 4, validationSplit: 0.3, callbacks: [stopping] });
  const names = ["priceLoss", "kindLoss", "priceMeanAbsoluteError", ...[0, 1, 2].map((k) => `kindSparseRecall.${k}`)];
  expect(Object.keys(history.metrics)).toEqual([
    ...names,
    ...names.map((name) => `val${name.charAt(0).toUpperCase()}${name.slice(1)}`),
  ]);
  const { priceLoss, kindLoss } = history.metrics;
  history.loss.forEach((loss, epoch) => expect(loss).toBeCloseTo(priceLoss[epoch] + kindLoss[epoch], 5));
  expect(history.loss[29]).toBeLessThan(0.6 * history.loss[0]);
  expect(stopping.best).not.toBeNull();
  const predictions = await training.predictAll(x, { batchSize: 3 });
  expect(predictions.map(({ shape }) => shape)).toEqual([
    [10, 1],
    [10, 3],
  ]);
  training.model.callAll(x).forEach((output, i) => {
    output.toArray().forEach((value, k) => expect(predictions[i].values[k]).toBeCloseTo(value, 6));
  });
  await expect(training.predict(x)).rejects.toThrow(
    "the model has outputs price, kind; help: predictAll gives them all",
  );
});

test("stopped in the middle of an epoch, it goes on with the same bits", async () => {
  const options = { metrics: { price: ["meanAbsoluteError"] }, optimizer: "adam" } as const;
  const fit = { epochs: 2, batchSize: 3 };
  const whole = trainer(options);
  const states: TrainerState[] = [];
  const history = await whole.fit(data, {
    ...fit,
    callbacks: [{ afterStep: () => void states.push(whole.state()) }],
  });
  const second = trainer(options);
  second.restore(states[5]);
  const rest = await second.fit(data, { ...fit, initialEpoch: 1 });
  expect(second.state()).toEqual(whole.state());
  for (const name of ["priceLoss", "kindLoss", "priceMeanAbsoluteError"])
    expect(rest.metrics[name]).toEqual([history.metrics[name][1]]);
});

test("what does not go with the outputs is refused", async () => {
  expect(() => trainer({ loss: ["meanSquaredError"] })).toThrow(
    "compile: loss has 1 entries, but the model has 2 outputs, price, kind; help: one for each, or by their names",
  );
  expect(() => trainer({ loss: { price: "meanSquaredError" } })).toThrow(
    "compile: the output kind has no loss; help: loss: { price: …, kind: … }",
  );
  expect(() => trainer({ metrics: { prize: ["meanAbsoluteError"] } })).toThrow(
    "compile: metrics is for prize, but the model's outputs are price, kind",
  );
  expect(() => trainer({ metrics: [["meanAbsoluteError"], ["meanAbsoluteError"]] })).toThrow(
    "metric meanAbsoluteError reads targets that are numbers, but the loss sparseCategoricalCrossentropy reads classes",
  );
  expect(() => trainer({ lossWeights: [1, NaN] })).toThrow("compile: lossWeights must be finite numbers, got NaN");
  await expect(trainer().fit({ x, y: price })).rejects.toThrow(
    "the model has 2 outputs, price, kind, but there are targets y for 1; help: y: [price, kind], a tensor for each",
  );
  await expect(trainer().fit({ x, y: [kind, price] })).rejects.toThrow(
    "output price: meanSquaredError reads floating-point",
  );
  await expect(trainer().fit(data, { classWeight: { 0: 2 } })).rejects.toThrow(
    "classWeight is for models of one output",
  );
  const bad = { x, y: [price, tensor(new Float32Array(30).fill(NaN), [10, 3])] };
  await expect(trainer({ loss: "meanSquaredError" }).fit(bad)).rejects.toThrow("is in the targets y[1]");
  const single = compile(alone("price"), { loss: "meanSquaredError" });
  await expect(single.fit({ x, y: [price, price] })).rejects.toThrow(
    "the model has one output, but the targets y are a list of 2 tensors",
  );
});

test("one output takes its loss and metrics by name and with a weight too", async () => {
  const options = { loss: ["meanSquaredError"], lossWeights: [3], metrics: { output: ["meanAbsoluteError"] } } as const;
  const plain = await compile(alone("price"), { loss: "meanSquaredError", metrics: ["meanAbsoluteError"] }).evaluate({
    x,
    y: price,
  });
  const weighted = await compile(alone("price"), options).evaluate({ x, y: price });
  expect(weighted.loss).toBeCloseTo(3 * plain.loss, 5);
  expect(weighted.metrics).toEqual(plain.metrics);
});

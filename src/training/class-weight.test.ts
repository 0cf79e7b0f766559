import { expect, test } from "vitest";
import { dense } from "../layers/dense.ts";
import { embedding } from "../layers/embedding.ts";
import { sequential } from "../models/sequential.ts";
import { sgd } from "../optimizers/sgd.ts";
import { assign, intTensor, tensor, type Tensor } from "../tensor/tensor.ts";
import { weightsByClass } from "./class-weight.ts";
import type { CompileOptions } from "./compile-options.ts";
import { compile, type Trainer } from "./trainer.ts";

const x = [
  [1, 2],
  [0, 1],
  [2, -1],
  [-1, 1],
  [1, 1],
];
const labels = [0, 2, 1, 2, 0];
const oneHot = labels.map((label) => [0, 1, 2].map((k) => Number(k === label)));
const classWeight = { 0: 0.5, 2: 4 };
const byExample = [0.5, 4, 1, 4, 0.5];

function trainer(options: CompileOptions, units = 3): Trainer {
  const model = sequential([dense({ units, activation: "softmax" })], { input: [2], seed: 1 });
  return compile(model, { optimizer: sgd({ learningRate: 0.5 }), ...options });
}

/** The weights after training, and the metrics told of it. */
async function trained(options: CompileOptions, y: Tensor | number[][], more: object, weights?: number[]) {
  const one = trainer(options);
  const data = { x, y, ...(weights === undefined ? {} : { weights }) };
  const { loss, metrics } = await one.fit(data, { epochs: 2, batchSize: 2, ...more });
  return { weights: one.model.flat.toArray(), loss, metrics };
}

test("of labels, one-hot rows and zeros and ones: the weight of each example's class, 1 for others", () => {
  expect([...weightsByClass(intTensor(labels), classWeight)]).toEqual(byExample);
  expect([...weightsByClass(intTensor(labels.map((label) => [label])), classWeight)]).toEqual(byExample);
  expect([...weightsByClass(tensor(oneHot), classWeight)]).toEqual(byExample);
  expect([...weightsByClass(tensor([0, 1, 1]), { 1: 3 })]).toEqual([1, 3, 3]);
  expect([...weightsByClass(tensor([[0], [1], [1]]), { 1: 3 })]).toEqual([1, 3, 3]);
  expect(() => weightsByClass(intTensor([[1, 2]]), {})).toThrow("classWeight is for one class per example");
});

test("training is that with the same weights for the examples, and metrics do not know of it", async () => {
  const sparse = { loss: "sparseCategoricalCrossentropy", metrics: ["sparseCategoricalAccuracy"] } as const;
  const forms = [
    [sparse, intTensor(labels)],
    [{ loss: "categoricalCrossentropy", metrics: ["categoricalAccuracy"] }, oneHot],
  ] as const;
  for (const [options, y] of forms) {
    const plain = await trained(options, y, {});
    const weighted = await trained(options, y, {}, byExample);
    const classes = await trained(options, y, { classWeight });
    expect(classes.weights).toEqual(weighted.weights);
    expect(classes.weights).not.toEqual(plain.weights);
    expect(classes.loss).toEqual(weighted.loss);
    // Both with the same weights of their own: they multiply.
    const [own, both] = [[1, 2, 0, 1, 3], byExample.map((weight, i) => weight * [1, 2, 0, 1, 3][i])];
    const multiplied = await trained(options, y, { classWeight }, own);
    expect(multiplied.weights).toEqual((await trained(options, y, {}, both)).weights);
    // Metrics count every example once, as without class weights.
    const still = { optimizer: sgd({ learningRate: 0 }) };
    const accuracy = await trained({ ...options, ...still }, y, { classWeight });
    expect(accuracy.metrics).toEqual((await trained({ ...options, ...still }, y, {})).metrics);
  }
});

test("sequences of classes have no class of the example", async () => {
  const model = sequential([embedding({ inputDim: 3, outputDim: 1, maskZero: true }), dense({ units: 1 })], {
    input: [null],
  });
  const sequences = compile(model, { loss: "meanAbsoluteError" });
  const data = { x: intTensor([[1, 0]]), y: tensor([[[0], [0]]]) };
  await expect(sequences.fit(data, { classWeight: { 0: 3 } })).rejects.toThrow("got [1, 2, 1] float32; help: weights");
  // A step for every example there may be.
  const single = { x: intTensor([[1], [2], [0]]), y: tensor([[[0]], [[1]], [[1]]]) };
  const still = compile(model, { optimizer: sgd({ learningRate: 0 }), loss: "meanAbsoluteError" });
  assign(model.flat, [9, 1, 2, 1, 0]);
  // Of |1 − 0| · 5 and |2 − 1| · 1; the third is masked.
  expect((await still.fit(single, { classWeight: { 0: 5 } })).loss[0]).toBeCloseTo((5 + 1) / 2, 6);
});

test("weights that cannot be are refused", async () => {
  const one = trainer({ loss: "sparseCategoricalCrossentropy" });
  const data = { x, y: intTensor(labels) };
  await expect(one.fit(data, { classWeight: { 0: -1 } })).rejects.toThrow(
    "maps class indices to weights from 0, got 0: -1",
  );
  // @ts-expect-error: the types refuse it, plain JavaScript does not
  await expect(one.fit(data, { classWeight: { first: 1 } })).rejects.toThrow(
    "maps class indices to weights from 0, got first: 1",
  );
});

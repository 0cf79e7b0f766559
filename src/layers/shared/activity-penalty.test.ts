import { expect, test } from "vitest";
import { normalTensor } from "../../../test/built-layer.ts";
import { expectGradients } from "../../../test/gradients.ts";
import { use } from "../../kernels/current.ts";
import { createReference } from "../../kernels/reference.ts";
import { sparseCategoricalCrossentropy } from "../../losses/sparse-categorical-crossentropy.ts";
import { sequential } from "../../models/sequential.ts";
import { sgd } from "../../optimizers/sgd.ts";
import { add } from "../../ops/add.ts";
import { randomKey } from "../../tensor/random.ts";
import { assign, intTensor, tensor, type Tensor } from "../../tensor/tensor.ts";
import { compile } from "../../training/trainer.ts";
import type { LayerSpec } from "../layer.ts";
import { layers } from "../registry.ts";

use(createReference("float64"));

/** A penalty that needs the outputs, so that one which is written over would show. */
const activityRegularizer = { name: "l1L2", l1: 0.5, l2: 0.25 } as const;

/** ½ |y| + ¼ y², summed, of one example. */
function penaltyOf(outputs: Tensor, batch: number): number {
  return Array.from(outputs.toArray()).reduce((total, y) => total + Math.abs(y) / 2 + (y * y) / 4, 0) / batch;
}

const x = normalTensor([2, 3, 4], 5);
const specs: readonly LayerSpec[] = [
  layers.dense({ units: 2, activation: "tanh", activityRegularizer }),
  layers.conv1d({ filters: 2, kernelSize: 2, activityRegularizer }),
  layers.simpleRnn({ units: 2, activityRegularizer }),
  layers.lstm({ units: 2, returnSequences: true, activityRegularizer }),
  layers.gru({ units: 2, activityRegularizer }),
  layers.layerNormLstm({ units: 2, activityRegularizer }),
  layers.layerNormGru({ units: 2, activityRegularizer }),
  layers.multiHeadAttention({ numHeads: 2, keyDim: 2, activityRegularizer }),
  layers.groupedQueryAttention({ headDim: 2, numQueryHeads: 2, numKeyValueHeads: 1, activityRegularizer }),
];

test.each(specs.map((spec) => [spec.kind, spec] as const))(
  "%s adds the penalty of its outputs to the loss, by the batch size",
  async (_, spec) => {
    const model = sequential([spec], { input: [3, 4] });
    const y = model.call(x);
    const plain = compile(model, { loss: "mse" });
    const { loss } = await plain.evaluate({ x, y });
    // The targets are what comes out, so the penalty is all there is.
    expect(loss).toBeCloseTo(penaltyOf(y, 2), 10);
    expect(loss).toBeGreaterThan(0.01);
  },
);

test.each(specs.map((spec) => [spec.kind, spec] as const))("gradient of the penalty of %s", (_, spec) => {
  const model = sequential([spec], { input: [3, 4] });
  const weights = model.weights.filter(({ name }) => !/bias|gamma|beta/i.test(name)).map(({ value }) => value);
  const checked = expectGradients(() => {
    const penalties: Tensor[] = [];
    model.call(x, { training: true, key: randomKey(0), onPenalty: (penalty) => penalties.push(penalty) });
    return penalties.reduce(add);
  }, weights);
  expect(checked).toBeGreaterThan(0);
});

test("embedding adds the penalty of its vectors, by the batch size", async () => {
  const indices = intTensor([
    [0, 1, 1],
    [2, 0, 1],
  ]);
  const model = sequential([layers.embedding({ inputDim: 3, outputDim: 2, activityRegularizer })], { input: [3] });
  assign(model.flat, [1, -2, 3, 0.5, -1, 4]);
  const y = model.call(indices);
  const { loss } = await compile(model, { loss: "mse" }).evaluate({ x: indices, y });
  expect(loss).toBeCloseTo(penaltyOf(y, 2), 10);
  expect(loss).toBeGreaterThan(1);
});

test("training goes by the penalty too, also where the loss could write over the predictions", async () => {
  const model = sequential([layers.dense({ units: 2, useBias: false, activityRegularizer: "l2" })], { input: [1] });
  assign(model.flat, [1, -2]);
  const trainer = compile(model, {
    loss: "mse",
    optimizer: sgd({ learningRate: 1 }),
  });
  await trainer.fit({ x: [[2]], y: [[2, -4]] });
  // The loss is 0; 0.01 · y² has the gradient 0.02 · y · x.
  const [a, b] = model.flat.toArray();
  expect(a).toBeCloseTo(1 - 0.02 * 2 * 2, 10);
  expect(b).toBeCloseTo(-2 + 0.02 * 4 * 2, 10);
  const labels = sequential([layers.dense({ units: 2, useBias: false, activityRegularizer: "l2" })], { input: [1] });
  assign(labels.flat, [1, -2]);
  await compile(labels, {
    loss: sparseCategoricalCrossentropy({ fromLogits: true }),
    optimizer: sgd({ learningRate: 1 }),
    lossWeights: [0],
  }).fit({ x: [[2]], y: intTensor([0]) });
  expect(labels.flat.toArray()[0]).toBeCloseTo(1 - 0.02 * 2 * 2, 10);
});

test("inside timeDistributed and bidirectional, and with states", async () => {
  const inner = layers.dense({ units: 2, activityRegularizer });
  const distributed = sequential([layers.timeDistributed({ layer: inner })], { input: [3, 4] });
  const y = distributed.call(x);
  const { loss } = await compile(distributed, { loss: "mse" }).evaluate({ x, y });
  expect(loss).toBeCloseTo(penaltyOf(y, 2), 10);
  const both = sequential([layers.bidirectional({ layer: layers.gru({ units: 2, activityRegularizer }) })], {
    input: [3, 4],
  });
  const z = both.call(x);
  expect((await compile(both, { loss: "mse" }).evaluate({ x, y: z })).loss).toBeCloseTo(penaltyOf(z, 2), 10);
});

test("without a regularizer nothing is told", () => {
  const model = sequential([layers.dense({ units: 2 })], { input: [1] });
  const told: Tensor[] = [];
  model.call(tensor([[1]]), { training: true, key: randomKey(0), onPenalty: (penalty) => told.push(penalty) });
  expect(told).toEqual([]);
});

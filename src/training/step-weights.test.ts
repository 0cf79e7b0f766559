import { expect, test } from "vitest";
import { dense } from "../layers/dense.ts";
import { masking } from "../layers/masking.ts";
import type { LayerSpec } from "../layers/layer.ts";
import { sparseCategoricalCrossentropy } from "../losses/sparse-categorical-crossentropy.ts";
import { sequential } from "../models/sequential.ts";
import { sgd } from "../optimizers/sgd.ts";
import { assign, intTensor, tensor } from "../tensor/tensor.ts";
import { compile, type Trainer } from "./trainer.ts";

/** What each step predicts is its input. */
function echo(...before: LayerSpec[]): Trainer {
  const model = sequential([...before, dense({ units: 1, useBias: false })], { input: [null, 1] });
  assign(model.flat, [1]);
  return compile(model, { loss: "mse", optimizer: sgd({ learningRate: 0.01 }) });
}

const y = [
  [[0], [0]],
  [[0], [0]],
];
const weights = [
  [1, 0],
  [0.5, 2],
];

test("weights of single steps count in loss and gradient", async () => {
  const trainer = echo();
  const x = [
    [[1], [2]],
    [[3], [4]],
  ];
  // (1·1 + 0·4 + ½·9 + 2·16) / 4
  expect((await trainer.evaluate({ x, y, weights })).loss).toBeCloseTo(9.375, 5);
  await trainer.fit({ x, y, weights }, { shuffle: false });
  expect(trainer.model.flat.toArray()[0]).toBeCloseTo(1 - 0.01 * 2 * 9.375, 5);
});

test("a mask and weights of steps count together, over the steps that are kept", async () => {
  const x = [
    [[1], [0]],
    [[3], [4]],
  ];
  expect((await echo(masking()).evaluate({ x, y, weights })).loss).toBeCloseTo(37.5 / 3, 5);
});

test("batches take their own rows of the weights, and validation its own", async () => {
  const trainer = echo();
  const x = [
    [[1], [2]],
    [[3], [4]],
    [[1], [1]],
    [[2], [2]],
  ];
  const all = { x, y: [...y, ...y], weights: [...weights, [0, 1], [1, 0]] };
  const { loss } = await trainer.evaluate(all, { batchSize: 1 });
  expect(loss).toBeCloseTo((37.5 + 1 + 4) / 8, 5);
  const { valLoss } = await trainer.fit(all, { validationSplit: 0.5, shuffle: false });
  expect(valLoss[0]).toBeCloseTo((5 / 4) * trainer.model.flat.toArray()[0] ** 2, 4);
});

test("labels of steps have weights too", async () => {
  const model = sequential([dense({ units: 2, useBias: false })], { input: [2, 2] });
  assign(model.flat, [1, 0, 0, 1]);
  const trainer = compile(model, { loss: sparseCategoricalCrossentropy({ fromLogits: true }) });
  const data = { x: tensor([[[1, 0], [0, 3]]]), y: intTensor([[0, 0]]), weights: [[2, 0]] }; // prettier-ignore
  expect((await trainer.evaluate(data)).loss).toBeCloseTo((2 * Math.log(1 + Math.exp(-1))) / 2, 5);
});

test("weights of another shape are refused", async () => {
  const x = [
    [[1], [2]],
    [[3], [4]],
  ];
  await expect(echo().evaluate({ x, y, weights: [[1], [1]] })).rejects.toThrow(
    "weights must have one value for each example or each of its steps, [2] or [2, 2], got shape [2, 1]",
  );
});

import { expect, test } from "vitest";
import { activation } from "../layers/activation.ts";
import { dense } from "../layers/dense.ts";
import { gru } from "../layers/recurrent/gru.ts";
import type { Model } from "../models/model.ts";
import { sequential } from "../models/sequential.ts";
import { sgd } from "../optimizers/sgd.ts";
import { assign } from "../tensor/tensor.ts";
import { NonFiniteError } from "./non-finite.ts";
import type { CompileOptions } from "./compile-options.ts";
import { compile } from "./trainer.ts";

function stack(): Model {
  return sequential([gru({ units: 3, returnSequences: true }), gru({ units: 2 }), dense({ units: 1 })], {
    input: [4, 2],
  });
}

const x = [0, 1, 2, 3, 4, 5].map((b) => [0, 1, 2, 3].map((t) => [b - t, b / 4]));
const y = [1, 2, 3, 4, 5, 6];

async function errorOf(
  model: Model,
  data: { x: number[][][] | number[][]; y: number[] },
  options: Partial<CompileOptions> = {},
  epochs = 1,
): Promise<NonFiniteError> {
  const trainer = compile(model, { optimizer: "sgd", loss: "meanSquaredError", ...options });
  const error: unknown = await trainer
    .fit(data, { epochs, batchSize: 2, shuffle: false })
    .catch((reason: unknown) => reason);
  if (!(error instanceof NonFiniteError)) throw new Error(`expected a NonFiniteError, got ${String(error)}`);
  return error;
}

test("a weight that is not finite is named with its layer, the first of them", async () => {
  const model = stack();
  const broken = model.weights.filter(({ name }) => ["layers.1.recurrentKernel", "layers.2.bias"].includes(name));
  expect(broken).toHaveLength(2);
  for (const { value } of broken) assign(value, new Float32Array(value.size).fill(NaN));
  const before = model.flat.toArray();
  const error = await errorOf(model, { x, y });
  expect([error.epoch, error.step, error.layer]).toEqual([0, 0, "layers.1"]);
  expect(error.message).toBe(
    "the loss is NaN in epoch 0, step 0 (both from 0); the first value that is not finite is in weight " +
      "layers.1.recurrentKernel (gru); " +
      "help: lower the learning rate, clip gradients with globalClipnorm: 1, or bring the inputs to mean 0 and " +
      "standard deviation 1",
  );
  expect(model.flat.toArray()).toEqual(before);
});

test("an output that is not finite is named, in the step where it arises", async () => {
  const model = sequential([dense({ units: 2 }), activation("exponential"), dense({ units: 1 })], { input: [1] });
  assign(model.flat, [1, 1, 0, 0, 1, 1, 0]);
  const error = await errorOf(
    model,
    { x: [[1], [2], [3], [1e9]], y: [1, 1, 1, 1] },
    { optimizer: sgd({ learningRate: 1e-9 }) },
  );
  expect([error.epoch, error.step, error.layer]).toEqual([0, 1, "layers.1"]);
  expect(error.message).toContain("in the output of layers.1 (activation)");
});

test("inputs and targets that are not finite are named rather than a layer", async () => {
  const holes = x.map((steps, b) => steps.map((row, t) => (b === 5 && t === 2 ? [NaN, 0] : row)));
  const input = await errorOf(stack(), { x: holes, y });
  expect([input.step, input.layer]).toEqual([2, null]);
  expect(input.message).toContain("is in the inputs x; help: look for missing or impossible values in the data");
  const target = await errorOf(stack(), { x, y: [1, 2, 3, Infinity, 5, 6] });
  expect([target.step, target.layer]).toEqual([1, null]);
  expect(target.message).toContain("is in the targets y");
});

test("a loss that overflows by itself is named as such", async () => {
  const model = sequential([dense({ units: 1 })], { input: [1] });
  assign(model.flat, [1e30, 0]);
  const error = await errorOf(model, { x: [[1]], y: [0] });
  expect(error.message).toContain(
    "the loss is Infinity in epoch 0, step 0 (both from 0); the first value that is not finite is in the loss itself",
  );
});

test("a gradient that overflows while the loss does not is named with its weight, before the update", async () => {
  const model = sequential([dense({ units: 1, useBias: false }), dense({ units: 1, useBias: false })], { input: [1] });
  assign(model.flat, [1e-25, 1e25]);
  // The prediction is about 1e15, its gradient in the first weight 1e15 · 1e25.
  const error = await errorOf(model, { x: [[1e15]], y: [0] });
  expect(error.message).toContain("a gradient is not finite in epoch 0, step 0");
  expect(error.message).toContain("in the gradient of the loss in layers.0.kernel (dense)");
  expect(error.layer).toBe("layers.0");
  expect(model.flat.toArray()).toEqual(new Float32Array([1e-25, 1e25]));
});

test("a learning rate that throws the weights to infinity is found", async () => {
  const model = sequential([dense({ units: 1 })], { input: [1] });
  const error = await errorOf(model, { x: [[1]], y: [1] }, { optimizer: sgd({ learningRate: 1e39 }) });
  expect(error.message).toContain("a weight is not finite in epoch 0, step 0");
  expect(error.message).toContain("weight layers.0.kernel (dense)");
});

test("a training that diverges ends in the epoch where it does", async () => {
  const error = await errorOf(
    sequential([dense({ units: 1 })], { input: [1] }),
    { x: [[1]], y: [1] },
    { optimizer: sgd({ learningRate: 50 }) },
    100,
  );
  expect(error.epoch).toBeGreaterThan(3);
  expect(error.epoch).toBeLessThan(30);
});

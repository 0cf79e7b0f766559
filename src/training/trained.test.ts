import { expect, test } from "vitest";
import { withWeightOptions } from "../../test/layer-with-weight-options.ts";
import { normalTensor } from "../../test/built-layer.ts";
import { maxNorm } from "../constraints/norms.ts";
import { initializers } from "../initializers/registry.ts";
import { batchNormalization } from "../layers/normalization/batch-normalization.ts";
import { dense } from "../layers/dense.ts";
import type { LayerSpec } from "../layers/layer.ts";
import { freeze, unfreeze } from "../models/freeze.ts";
import type { Model } from "../models/model.ts";
import { isTrained } from "../models/weight.ts";
import { sequential } from "../models/sequential.ts";
import { multiply } from "../ops/multiply.ts";
import type { CommonOptions } from "../optimizers/options.ts";
import { adadelta } from "../optimizers/adadelta.ts";
import { adagrad } from "../optimizers/adagrad.ts";
import { adam, adamW } from "../optimizers/adam.ts";
import { lion } from "../optimizers/lion.ts";
import { nadam } from "../optimizers/nadam.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import { rmsprop } from "../optimizers/rmsprop.ts";
import { sgd } from "../optimizers/sgd.ts";
import { l1, l2 } from "../regularizers/l1-l2.ts";
import { record } from "../tensor/tape.ts";
import { assign, full, tensor } from "../tensor/tensor.ts";
import { compile } from "./trainer.ts";

const x = normalTensor([6, 3], 1);
const y = normalTensor([6, 2], 2);

function three(): Model {
  return sequential([dense({ units: 4, activation: "tanh" }), dense({ units: 3 }), dense({ units: 2 })], {
    input: [3],
    seed: 5,
  });
}

function numbersOf(model: Model): Record<string, number[]> {
  return Object.fromEntries(model.weights.map(({ name, value }) => [name, Array.from(value.toArray())]));
}

const optimizers: Readonly<Record<string, (options: CommonOptions) => Optimizer>> = {
  adadelta,
  adagrad,
  adam,
  adamW,
  lion,
  nadam,
  rmsprop: (options) => rmsprop({ ...options, momentum: 0.5 }),
  sgd: (options) => sgd({ ...options, momentum: 0.9 }),
};

test.each(Object.keys(optimizers))("%s leaves frozen weights as they are, to the bit", async (name) => {
  const options = { learningRate: 0.1, weightDecay: 0.3, useEma: true, emaMomentum: 0.5, emaOverwriteFrequency: 2 };
  const choices = [
    ["layers.0"],
    ["layers.1"],
    ["layers.2.bias"],
    ["layers.0", "layers.2"],
    ["layers.0.kernel", "layers.1"],
  ];
  for (const frozen of choices) {
    const model = three();
    const before = numbersOf(model);
    freeze(model, frozen);
    const trainer = compile(model, {
      optimizer: optimizers[name]({ ...options, globalClipnorm: 0.5, gradientAccumulationSteps: 2 }),
      loss: "meanSquaredError",
    });
    await trainer.fit({ x, y }, { epochs: 3, batchSize: 2 });
    const after = numbersOf(model);
    const same = Object.keys(after).filter((weight) => after[weight].join() === before[weight].join());
    expect(same).toEqual(Object.keys(after).filter((weight) => frozen.some((each) => weight.startsWith(each))));
  }
});

test("what is frozen has no part in clipping, nor in what the optimizer remembers", async () => {
  // One weight is trained alone, and the gradient of the other would be 1000 times as large.
  const model = sequential([dense({ units: 1, useBias: false }), dense({ units: 1, useBias: false })], { input: [1] });
  assign(model.flat, [0.001, 1]);
  freeze(model, "layers.0");
  const trainer = compile(model, {
    optimizer: sgd({ learningRate: 1, momentum: 0.5, globalClipnorm: 1 }),
    loss: "meanSquaredError",
  });
  expect(Object.values(trainer.state().slots).map(({ length }) => length)).toEqual([1]);
  await trainer.fit({ x: [[1]], y: [0.101] }, { epochs: 1 });
  // dL/dw₂ = 2 (0.001 − 0.101) · 0.001, shorter than 1 by itself.
  expect(model.flat.toArray()[0]).toBe(Math.fround(0.001));
  expect(model.flat.toArray()[1]).toBeCloseTo(1.0002, 6);
});

test("no gradient of a frozen weight is computed", async () => {
  const wanted: boolean[][] = [];
  const watched: LayerSpec = {
    kind: "watched",
    options: {},
    build(input, weight) {
      const w = weight("w", [2, 3], initializers.ones());
      return {
        output: input,
        call: ({ value, mask }) => ({
          value: record(multiply(value, w), [value, w], (dy, asked) => {
            wanted.push([...asked]);
            return [dy, asked[1] ? multiply(dy, value) : null];
          }),
          mask,
        }),
      };
    },
  };
  const batch = { x: normalTensor([2, 3], 1), y: normalTensor([2, 3], 3) };
  for (const frozen of [false, true]) {
    const model = sequential([dense({ units: 3 }), watched], { input: [3] });
    if (frozen) freeze(model, "layers.1");
    await compile(model, { loss: "meanSquaredError" }).fit(batch, { batchSize: 2 });
  }
  expect(wanted).toEqual([
    [true, true],
    [true, false],
  ]);
});

test("names that fit nothing are refused, and parts of names do not fit", () => {
  const model = three();
  expect(() => freeze(model, ["layers.0", "layers"])).not.toThrow();
  unfreeze(model);
  expect(model.weights.every(isTrained)).toBe(true);
  expect(() => freeze(model, "layer")).toThrow(
    "there is no weight layer, and none in a layer layer; help: the weights are layers.0.kernel, layers.0.bias, ",
  );
  freeze(model, ({ name }) => name.endsWith("bias"));
  expect(model.weights.map(({ frozen }) => frozen)).toEqual([false, true, false, true, false, true]);
  unfreeze(model, "layers.2");
  expect(model.weights.map(({ frozen }) => frozen)).toEqual([false, true, false, true, false, false]);
});

test("the summary counts what is trained", () => {
  const model = three();
  freeze(model, "layers.0");
  expect(model.summary()).toMatch(/39 parameters: 23 trained, 16 not$/);
  unfreeze(model);
  expect(model.summary()).toMatch(/\n39 parameters$/);
});

test("a model that is frozen whole cannot be trained, but evaluated", async () => {
  const model = three();
  freeze(model, "layers");
  const trainer = compile(model, { loss: "meanSquaredError" });
  await expect(trainer.fit({ x, y })).rejects.toThrow(
    "no weights to train, all are frozen; help: unfreeze, then compile",
  );
  expect((await trainer.evaluate({ x, y })).loss).toBeGreaterThan(0);
});

function frozenTrainer(frozen: string): ReturnType<typeof compile> {
  const model = three();
  freeze(model, frozen);
  return compile(model, { optimizer: "adam", loss: "meanSquaredError" });
}

test("a state goes on with the same weights frozen, and is refused with others", async () => {
  const [whole, first, second] = [1, 2, 3].map(() => frozenTrainer("layers.1"));
  await whole.fit({ x, y }, { epochs: 2, batchSize: 4 });
  await first.fit({ x, y }, { epochs: 1, batchSize: 4 });
  second.restore(first.state());
  await second.fit({ x, y }, { epochs: 2, initialEpoch: 1, batchSize: 4 });
  expect(second.state()).toEqual(whole.state());
  expect(() => frozenTrainer("layers.0").restore(first.state())).toThrow(
    "the model has 23 parameters to train, the state is for 24; help: freeze the same weights before compile",
  );
});

/** w·x with a penalty on w, and w = 3. */
function penalty(more: Parameters<typeof withWeightOptions>[1] = { kernel: { regularizer: l2({ l2: 0.1 }) } }): Model {
  const model = sequential([withWeightOptions(dense({ units: 1 }), more)], { input: [1] });
  assign(model.flat, [3, 1]);
  return model;
}

test("penalties are part of the loss and of its gradient, in training and in evaluation", async () => {
  const trainer = compile(penalty(), {
    optimizer: sgd({ learningRate: 0.5 }),
    loss: "meanSquaredError",
    metrics: ["meanSquaredError"],
  });
  const data = { x: [[1], [1]], y: [2, 2] };
  const evaluation = await trainer.evaluate(data, { batchSize: 1 });
  expect(evaluation.loss).toBeCloseTo(4 + 0.9, 5);
  expect(evaluation.metrics["meanSquaredError"]).toBe(4);
  const { loss } = await trainer.fit(data, { batchSize: 2, validationData: data });
  expect(loss[0]).toBeCloseTo(4.9, 5);
  // dL/dw = 2·2·1 + 2·0.1·3, dL/db = 4
  const [w, b] = trainer.model.flat.toArray();
  expect(w).toBeCloseTo(3 - 0.5 * 4.6, 5);
  expect(b).toBeCloseTo(1 - 0.5 * 4, 5);
});

test("the penalties of several weights add up, those of frozen ones do not count", async () => {
  const model = penalty({ kernel: { regularizer: l2({ l2: 0.1 }) }, bias: { regularizer: l1({ l1: 0.25 }) } });
  const data = { x: [[0]], y: [1] };
  expect((await compile(model, { loss: "meanSquaredError" }).evaluate(data)).loss).toBeCloseTo(0.9 + 0.25, 5);
  freeze(model, "layers.0.kernel");
  expect((await compile(model, { loss: "meanSquaredError" }).evaluate(data)).loss).toBeCloseTo(0.25, 5);
});

test("constraints hold after every update, of trained weights alone", async () => {
  const lengths: number[] = [];
  for (const frozen of [false, true]) {
    const model = penalty({ kernel: { constraint: maxNorm({ maxValue: 0.5 }) } });
    if (frozen) freeze(model, "layers.0.kernel");
    const trainer = compile(model, { optimizer: sgd({ learningRate: 0.01 }), loss: "meanSquaredError" });
    await trainer.fit(
      { x: [[1], [2]], y: [2, 3] },
      { batchSize: 1, callbacks: [{ onStepEnd: () => void lengths.push(model.flat.toArray()[0]) }] },
    );
  }
  expect(lengths).toHaveLength(4);
  lengths.slice(0, 2).forEach((w) => expect(w).toBeCloseTo(0.5, 5));
  expect(lengths.slice(2)).toEqual([3, 3]);
});

/** Counts the batches it has been trained on in a weight of its own, and has another that is trained. */
const counting: LayerSpec = {
  kind: "counting",
  options: {},
  build(input, weight) {
    const count = weight("count", [1], initializers.zeros(), { trainable: false });
    const factor = weight("factor", [3, 2], initializers.ones());
    return {
      output: input,
      call({ value, mask }, { training, frozen = false }) {
        if (training && !frozen) assign(count, [count.toArray()[0] + 1]);
        return { value: multiply(value, factor), mask };
      },
    };
  },
};

test("non-trainable weights come after the trained ones, are in the state, and no optimizer changes them", async () => {
  const model = sequential([counting, dense({ units: 2 })], { input: [2], seed: 1 });
  expect(model.weights.map(({ name, offset }) => [name, offset])).toEqual([
    ["layers.0.count", 12],
    ["layers.0.factor", 0],
    ["layers.1.kernel", 6],
    ["layers.1.bias", 10],
  ]);
  expect(model.summary()).toMatch(/13 parameters: 12 trained, 1 not$/);
  assign(
    model.flat,
    Array.from({ length: 13 }, (_, i) => i / 8),
  );
  expect(model.weights[3].value.toArray()).toEqual(tensor([10 / 8, 11 / 8]).toArray());
  assign(model.weights[0].value, [0]);
  const data = { x: normalTensor([9, 2], 1), y: normalTensor([9, 2], 2) };
  const trainer = compile(model, {
    optimizer: adamW({ learningRate: 0.1, weightDecay: 0.5, useEma: true }),
    loss: "meanSquaredError",
  });
  await trainer.fit(data, { batchSize: 3, epochs: 2 });
  expect(model.weights[0].value.toArray()[0]).toBe(6);
  const state = trainer.state();
  expect(state.weights[12]).toBe(6);
  expect(Object.values(state.slots).map(({ length }) => length)).toEqual([12, 12, 12]);
  // Freezing a layer tells it so.
  freeze(model, "layers.0");
  await compile(model, { loss: "meanSquaredError" }).fit(data, { batchSize: 3 });
  expect(model.weights[0].value.toArray()[0]).toBe(6);
  expect(model.weights[1].value.toArray()).not.toEqual(full([3, 2], 1).toArray());
});

test("frozen batch normalization uses its moving statistics unchanged; otherwise training updates them", async () => {
  for (const frozen of [true, false]) {
    const model = sequential([batchNormalization(), dense({ units: 2 })], { input: [3] });
    if (frozen) freeze(model, "layers.0");
    const before = numbersOf(model);
    await compile(model, { optimizer: "sgd", loss: "meanSquaredError" }).fit({ x, y }, { epochs: 2, batchSize: 6 });
    const after = numbersOf(model);
    const isSame = (name: string): boolean => before[name].every((value, i) => value === after[name][i]);
    expect(["movingMean", "movingVariance", "gamma"].map((name) => isSame(`layers.0.${name}`))).toEqual(
      Array(3).fill(frozen),
    );
    expect(isSame("layers.1.kernel")).toBe(false);
  }
});

import { expect, test, vi } from "vitest";
import { normalTensor } from "../../test/built-layer.ts";
import { fromArrays } from "../data/arrays.ts";
import type { Dataset } from "../data/dataset.ts";
import { dense } from "../layers/dense.ts";
import { dropout } from "../layers/dropout.ts";
import { embedding } from "../layers/embedding.ts";
import { gru } from "../layers/recurrent/gru.ts";
import { losses } from "../losses/registry.ts";
import { sparseRecall } from "../metrics/confusion.ts";
import { meanAbsoluteError } from "../metrics/errors.ts";
import type { Model } from "../models/model.ts";
import { sequential } from "../models/sequential.ts";
import * as ops from "../ops/index.ts";
import { adam } from "../optimizers/adam.ts";
import { rmsprop } from "../optimizers/rmsprop.ts";
import { sgd } from "../optimizers/sgd.ts";
import { assign, intTensor, tensor } from "../tensor/tensor.ts";
import type { Callback, EpochLogs, StepLogs } from "./callbacks/callback.ts";
import { earlyStopping } from "./callbacks/early-stopping.ts";
import type { CompileOptions } from "./compile-options.ts";
import { compile, type Trainer } from "./trainer.ts";
import type { TrainerState } from "./trainer-state.ts";

/** y = 2·x − 1, 21 examples, so that batches of 4 leave one over. */
const x = Array.from({ length: 21 }, (_, i) => [(i - 10) / 10]);
const y = x.map(([v]) => 2 * v - 1);

function line(weight = 0.5, bias = 0.25): Model {
  const model = sequential([dense({ units: 1 })], { input: [1] });
  assign(model.flat, [weight, bias]);
  return model;
}

function linear(options: Partial<CompileOptions> = {}): Trainer {
  return compile(line(), { optimizer: sgd({ learningRate: 0.125 }), loss: "meanSquaredError", ...options });
}

test("clipnorm clips the gradient of each weight tensor separately", async () => {
  const trainer = linear({ optimizer: sgd({ learningRate: 1, clipnorm: 1 }) });
  await trainer.fit({ x: [[1], [3]], y: [0, 1] }, { batchSize: 2 });
  // Gradients 3 and 1.5, in two tensors of one number each.
  expect(Array.from(trainer.model.flat.toArray())).toEqual([0.5 - 1, 0.25 - 1]);
});

test("with useEma the model has the average of its weights after training, and continues from its own", async () => {
  const options = { batchSize: 4, epochs: 3 } as const;
  const [plain, averaged, interrupted] = [
    linear(),
    ...[1, 2].map(() => linear({ optimizer: sgd({ learningRate: 0.125, useEma: true, emaMomentum: 0.75 }) })),
  ];
  let average = [0, 0];
  const follow: Callback = {
    onStepEnd({ update }) {
      const share = update === 1 ? 0 : 0.75;
      average = Array.from(plain.model.flat.toArray(), (w, i) => share * average[i] + (1 - share) * w);
    },
  };
  await plain.fit({ x, y }, { ...options, callbacks: [follow] });
  const before: number[][] = [];
  const look: Callback = { onEpochEnd: () => void before.push(Array.from(averaged.model.flat.toArray())) };
  await averaged.fit({ x, y }, { ...options, callbacks: [look] });
  expect(before[2]).toEqual(Array.from(plain.model.flat.toArray()));
  averaged.model.flat.toArray().forEach((w: number, i: number) => expect(w).toBeCloseTo(average[i], 6));
  // Interrupted, it keeps its own weights, to go on with.
  const controller = new AbortController();
  const stop: Callback = { onEpochEnd: ({ epoch }) => void (epoch === 1 && controller.abort()) };
  await interrupted.fit({ x, y }, { ...options, signal: controller.signal, callbacks: [stop] });
  expect(Array.from(interrupted.model.flat.toArray())).toEqual(before[1]);
});

test("metrics of single classes are in the logs by name, and can be watched", async () => {
  const model = sequential([dense({ units: 3, activation: "softmax" })], { input: [1] });
  const trainer = compile(model, {
    loss: "sparseCategoricalCrossentropy",
    metrics: [sparseRecall({ average: "none" })],
  });
  const data = { x: [[0], [1], [2]], y: intTensor([0, 1, 2]) };
  const stopping = earlyStopping({ monitor: "valSparseRecall.1", patience: 1 });
  const history = await trainer.fit(data, { epochs: 5, validationData: data, callbacks: [stopping] });
  expect(Object.keys(history.metrics)).toEqual(
    ["sparseRecall", "valSparseRecall"].flatMap((name) => [0, 1, 2].map((k) => `${name}.${k}`)),
  );
  expect(stopping.best?.value).toBe(Math.max(...history.metrics["valSparseRecall.1"]));
});

test("a step is one update by the gradient of the mean loss", async () => {
  const trainer = linear();
  const { loss } = await trainer.fit({ x: [[1], [3]], y: [0, 1] }, { batchSize: 2 });
  // Predictions 0.75 and 1.75, errors 0.75 and 0.75: gradients mean(2·e·x) = 3 and mean(2·e) = 1.5.
  expect(loss).toEqual([0.5625]);
  expect(Array.from(trainer.model.flat.toArray())).toEqual([0.5 - 0.125 * 3, 0.25 - 0.125 * 1.5]);
});

test("training finds the line, whatever the optimizer", async () => {
  for (const optimizer of [sgd({ learningRate: 0.2 }), rmsprop({ learningRate: 0.02 }), adam({ learningRate: 0.05 })]) {
    const trainer = linear({ optimizer });
    const { loss, epoch, stopped } = await trainer.fit({ x, y }, { epochs: 60, batchSize: 4 });
    expect(loss).toHaveLength(60);
    expect(epoch.at(-1)).toBe(59);
    expect(stopped).toBe("epochs");
    const [weight, bias] = trainer.model.flat.toArray();
    expect(weight).toBeCloseTo(2, 1);
    expect(bias).toBeCloseTo(-1, 1);
  }
});

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b) / values.length;
}

test("evaluate counts each example once, whatever the size of the last batch", async () => {
  const trainer = linear({ metrics: ["meanAbsoluteError", "rootMeanSquaredError"] });
  const errors = x.map(([v], i) => 0.5 * v + 0.25 - y[i]);
  for (const batchSize of [1, 4, 21, 64]) {
    const { loss, metrics } = await trainer.evaluate({ x, y }, { batchSize });
    expect(loss).toBeCloseTo(mean(errors.map((e) => e * e)), 6);
    expect(metrics["meanAbsoluteError"]).toBeCloseTo(mean(errors.map(Math.abs)), 6);
    expect(metrics["rootMeanSquaredError"]).toBeCloseTo(Math.sqrt(mean(errors.map((e) => e * e))), 6);
  }
});

test("the loss and metrics of an epoch are means over its examples", async () => {
  // With a learning rate of 0 the epoch's means are those of an evaluation.
  const trainer = linear({ optimizer: sgd({ learningRate: 0 }), metrics: ["meanAbsoluteError"] });
  const { loss, metrics } = await trainer.evaluate({ x, y });
  const history = await trainer.fit({ x, y }, { batchSize: 4, epochs: 2, validationData: { x, y } });
  for (const value of [...history.loss, ...history.valLoss]) expect(value).toBeCloseTo(loss, 6);
  expect(history.valLoss).toHaveLength(2);
  for (const name of ["meanAbsoluteError", "valMeanAbsoluteError"]) {
    expect(history.metrics[name]).toHaveLength(2);
    for (const value of history.metrics[name]) expect(value).toBeCloseTo(metrics["meanAbsoluteError"], 6);
  }
});

test("validationSplit 0 is none, as in Keras", async () => {
  const [trainer, other] = [linear(), linear()];
  const history = await trainer.fit({ x, y }, { validationSplit: 0 });
  await other.fit({ x, y });
  expect(history.valLoss).toEqual([]);
  expect(trainer.state()).toEqual(other.state());
  const validated = await linear().fit({ x, y }, { validationSplit: 0, validationData: { x, y } });
  expect(validated.valLoss).toHaveLength(1);
});

/** Predicts 0 of 0, and does not learn: a loss tells which batches an epoch had. */
function still(): Trainer {
  return compile(sequential([dense({ units: 1 })], { input: [1] }), {
    optimizer: sgd({ learningRate: 0 }),
    loss: "meanAbsoluteError",
  });
}

test("epochs of arrays take stepsPerEpoch batches and end with the pass: the losses of Keras 3.15", async () => {
  // The loss of example i is 2ⁱ.
  const arrays = { x: Array.from({ length: 10 }, () => [0]), y: Array.from({ length: 10 }, (_, i) => 2 ** i) };
  const options = { batchSize: 2, shuffle: false, epochs: 5 };
  const steps: number[] = [];
  const whole = still();
  const states: TrainerState[] = [];
  const callbacks = [
    {
      onStepEnd: (logs: StepLogs) => void steps.push(logs.steps),
      afterStep: () => void states.push(whole.state()),
    },
  ];
  const three = await whole.fit(arrays, { ...options, stepsPerEpoch: 3, callbacks });
  [10.5, 240, 10.5, 240, 10.5].forEach((loss, epoch) => expect(three.loss[epoch]).toBeCloseTo(loss, 4));
  expect(steps).toEqual([3, 3, 3, 2, 2, 3, 3, 3, 2, 2, 3, 3, 3]);
  for (const stepsPerEpoch of [5, 7]) {
    const history = await still().fit(arrays, { ...options, stepsPerEpoch });
    for (const loss of history.loss) expect(loss).toBeCloseTo(102.3, 4);
  }
  // From any step on it is the same.
  for (const state of states) {
    const other = still();
    other.restore(state);
    const rest = await other.fit(arrays, { ...options, stepsPerEpoch: 3, initialEpoch: state.epoch });
    expect(rest.loss).toEqual(three.loss.slice(state.epoch));
    expect(other.state()).toEqual(whole.state());
  }
});

test("weights of examples count in weightedMetrics, not in metrics: the metrics of Keras 3.15", async () => {
  const arrays = { x: Array.from({ length: 10 }, () => [0]), y: Array.from({ length: 10 }, (_, i) => 2 ** i) };
  const trainer = compile(sequential([dense({ units: 1 })], { input: [1] }), {
    optimizer: sgd({ learningRate: 0 }),
    loss: "meanAbsoluteError",
    metrics: ["meanAbsoluteError"],
    weightedMetrics: ["meanSquaredError", "meanAbsoluteError"],
  });
  const weights = Array.from({ length: 10 }, (_, i) => i % 2);
  const found = await trainer.evaluate({ ...arrays, weights }, { batchSize: 2 });
  expect(found.loss).toBeCloseTo(68.2, 4);
  expect(Object.keys(found.metrics)).toEqual(["meanAbsoluteError", "meanSquaredError", "weightedMeanAbsoluteError"]);
  expect(found.metrics["meanAbsoluteError"]).toBeCloseTo(102.3, 4);
  expect(found.metrics["meanSquaredError"]).toBeCloseTo(55924, 1);
  expect(found.metrics["weightedMeanAbsoluteError"]).toBeCloseTo(136.4, 4);
  const none = await trainer.evaluate({ ...arrays, weights: weights.map(() => 0) });
  expect([none.loss, none.metrics["meanSquaredError"], none.metrics["weightedMeanAbsoluteError"]]).toEqual([0, 0, 0]);
  const history = await trainer.fit({ ...arrays, weights }, { batchSize: 2, validationData: { ...arrays, weights } });
  expect(history.metrics["weightedMeanAbsoluteError"][0]).toBeCloseTo(136.4, 4);
  expect(history.metrics["valWeightedMeanAbsoluteError"][0]).toBeCloseTo(136.4, 4);
});

test("compile says what is missing or of another kind", () => {
  const model = sequential([dense({ units: 1 })], { input: [1] });
  const refused = [
    [{}, 'compile: the options have no loss; help: loss: "meanSquaredError"'],
    [
      { loss: 3 },
      'compile: loss must be a name, a loss, or one for each output, got 3; help: loss: "meanSquaredError"',
    ],
    [
      { loss: "meanSquaredError", metrics: "meanAbsoluteError" },
      'compile: metrics must be a list of metrics, got "meanAbsoluteError"; help: metrics: ["meanAbsoluteError"]',
    ],
    [
      { loss: "meanSquaredError", weightedMetrics: meanAbsoluteError() },
      "compile: weightedMetrics must be a list of metrics, got a metric; help: weightedMetrics: […]",
    ],
  ] as const;
  for (const [options, message] of refused) {
    // The types refuse them, plain JavaScript does not.
    expect(() => Reflect.apply(compile, undefined, [model, options])).toThrow(message);
  }
  expect(() => Reflect.apply(compile, undefined, [model])).toThrow(
    "compile takes its options as an object, { name: value }, got undefined",
  );
});

test("validationSplit validates with the last examples and never trains on them", async () => {
  // The last 4 examples lie on another line.
  const targets = y.map((value, i) => (i >= 17 ? 100 : value));
  const trainer = linear({ optimizer: adam({ learningRate: 0.05 }) });
  const history = await trainer.fit({ x, y: targets }, { epochs: 80, batchSize: 4, validationSplit: 0.19 });
  expect(history.loss.at(-1)).toBeLessThan(0.01);
  expect(history.valLoss.at(-1)).toBeGreaterThan(9000);
});

test("weights of examples count in the loss", async () => {
  const trainer = linear();
  await trainer.fit({ x: [[1], [3]], y: [0, 1], weights: [1, 0] }, { batchSize: 2 });
  // Gradients of the first example alone, over two: 2·0.75·1/2 and 2·0.75/2.
  expect(Array.from(trainer.model.flat.toArray())).toEqual([0.5 - 0.125 * 0.75, 0.25 - 0.125 * 0.75]);
  await expect(trainer.fit(withWeights(tensor([[1, 1]])))).rejects.toThrow(
    "weights must have one value for each of 2 examples, got shape [1, 2]",
  );
});

function withWeights(weights: ReturnType<typeof tensor>): Dataset {
  return { steps: 1, batch: () => ({ x: tensor([[1], [3]]), y: tensor([0, 1]), weights }) };
}

test("where the output has a mask, the loss and metrics are means over the steps it keeps", async () => {
  const model = sequential([embedding({ inputDim: 3, outputDim: 1, maskZero: true }), dense({ units: 1 })], {
    input: [null],
  });
  assign(model.flat, [9, 1, 2, 1, 0]); // embeddings 9, 1, 2; kernel 1; bias 0
  const trainer = compile(model, {
    optimizer: "sgd",
    loss: "meanAbsoluteError",
    metrics: ["meanAbsoluteError"],
    weightedMetrics: ["meanAbsoluteError"],
  });
  const indices = intTensor([
    [1, 2, 0],
    [2, 0, 0],
  ]);
  const targets = [
    [[0], [0], [7]],
    [[0.5], [7], [7]],
  ];
  const { loss, metrics } = await trainer.evaluate({ x: indices, y: targets });
  expect(loss).toBeCloseTo((1 + 2 + 1.5) / 3, 6);
  expect(metrics["meanAbsoluteError"]).toBeCloseTo((1 + 2 + 1.5) / 3, 6);
  const weighted = await trainer.evaluate({ x: indices, y: targets, weights: [1, 3] });
  expect(weighted.loss).toBeCloseTo((1 + 2 + 3 * 1.5) / 3, 6);
  expect(weighted.metrics["meanAbsoluteError"]).toBeCloseTo((1 + 2 + 1.5) / 3, 6);
  expect(weighted.metrics["weightedMeanAbsoluteError"]).toBeCloseTo((1 + 2 + 3 * 1.5) / 5, 6);
  const padding = await trainer.evaluate({ x: intTensor([[0, 0]]), y: [[[7], [7]]] });
  expect(padding.loss).toBe(0);
});

test("ctc reads label sequences, and the mask of the output as lengths", async () => {
  const model = sequential([embedding({ inputDim: 4, outputDim: 3, maskZero: true })], { input: [null] });
  const table = [0, 0, 0, 1, 0, -1, 0.5, 2, 0, -1, 0, 3];
  assign(model.flat, table);
  const trainer = compile(model, { optimizer: "sgd", loss: "ctc" });
  const indices = [
    [1, 2, 3],
    [2, 1, 0],
  ];
  const labels = intTensor([
    [1, 2],
    [1, -1],
  ]);
  const logits = indices.map((row) => row.map((index) => table.slice(3 * index, 3 * index + 3)));
  const alone = [0, 1].map((i) => {
    const [steps, own] = i === 0 ? [3, [1, 2]] : [2, [1]];
    return ops.ctc(tensor([logits[i].slice(0, steps)]), intTensor([own])).toArray()[0];
  });
  const { loss } = await trainer.evaluate({ x: intTensor(indices), y: labels });
  expect(loss).toBeCloseTo((alone[0] + alone[1]) / 2, 5);
  const weighted = await trainer.evaluate({ x: intTensor(indices), y: labels, weights: [0, 4] });
  expect(weighted.loss).toBeCloseTo(2 * alone[1], 5);
  await trainer.fit({ x: intTensor(indices), y: labels }, { epochs: 30 });
  expect((await trainer.evaluate({ x: intTensor(indices), y: labels })).loss).toBeLessThan(loss);
  await expect(trainer.fit({ x: intTensor(indices), y: [[1], [1]] })).rejects.toThrow(
    "ctc compares predictions [examples, time, classes] with int32 labels [examples, labels], got [2, 3, 3] and " +
      "Tensor [2, 1] float32",
  );
});

test("predict gives every example in order, and leaves dropout off", async () => {
  const model = sequential([dropout({ rate: 0.5 }), dense({ units: 2 })], { input: [1] });
  assign(model.flat, [1, 2, 0, 10]);
  const trainer = compile(model, { loss: "meanSquaredError" });
  for (const batchSize of [1, 4, 64]) {
    const { values, shape } = await trainer.predict(x, { batchSize });
    expect(shape).toEqual([21, 2]);
    x.forEach(([v], i) => {
      expect(values[2 * i]).toBeCloseTo(v, 6);
      expect(values[2 * i + 1]).toBeCloseTo(10 + 2 * v, 5);
    });
  }
  const data = fromArrays({ x, y }, { batchSize: 8, shuffle: false });
  expect((await trainer.predict(data)).shape).toEqual([21, 2]);
  expect((await trainer.predict(data, { steps: 2 })).shape).toEqual([16, 2]);
  const endless: Dataset = { steps: Infinity, batch: (i) => data.batch(i) };
  expect((await trainer.predict(endless, { steps: 3 })).shape).toEqual([21, 2]);
  await expect(trainer.predict(endless)).rejects.toThrow(
    "help: this data set has no end, so say how many batches with steps",
  );
});

test("data sets without end need a number of steps, and batches are counted over the whole training", async () => {
  const asked: number[] = [];
  const data: Dataset = {
    steps: Infinity,
    batch(index) {
      asked.push(index);
      return { x: tensor([[index]]), y: tensor([[0]]) };
    },
  };
  const trainer = linear({ optimizer: sgd({ learningRate: 1e-4 }) });
  await expect(trainer.fit(data)).rejects.toThrow(
    "stepsPerEpoch must be an integer of at least 1, got Infinity; help:",
  );
  await trainer.fit(data, { epochs: 2, stepsPerEpoch: 3 });
  await trainer.fit(data, { epochs: 1, stepsPerEpoch: 3 });
  expect(asked).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(trainer.epoch).toBe(3);
});

/** A model that uses every kind of randomness and memory: dropout, recurrent dropout, momentum. */
function recurrentTrainer(): Trainer {
  const model = sequential(
    [gru({ units: 3, dropout: 0.3, recurrentDropout: 0.3 }), dropout({ rate: 0.2 }), dense({ units: 1 })],
    { input: [5, 2] },
  );
  return compile(model, {
    optimizer: rmsprop({ learningRate: 0.01, momentum: 0.5, centered: true }),
    loss: "meanAbsoluteError",
  });
}
const sequences = { x: normalTensor([13, 5, 2], 1), y: normalTensor([13], 2) };

test("stop and resume gives the same bits as not stopping", async () => {
  const options = { batchSize: 4, seed: 9 };
  const whole = recurrentTrainer();
  const all = await whole.fit(sequences, { ...options, epochs: 5 });

  const first = recurrentTrainer();
  const states: TrainerState[] = [];
  const history = await first.fit(sequences, {
    ...options,
    epochs: 4,
    callbacks: [{ onEpochEnd: ({ epoch }) => void (epoch === 1 && states.push(first.state())) }],
  });
  const [state] = states;
  expect(state.epoch).toBe(2);
  const second = recurrentTrainer();
  second.restore(state);
  const rest = await second.fit(sequences, { ...options, epochs: 5, initialEpoch: state.epoch });
  expect(rest.epoch).toEqual([2, 3, 4]);
  expect([...history.loss.slice(0, 2), ...rest.loss]).toEqual(all.loss);
  expect(second.state()).toEqual(whole.state());
});

async function train(seed: number): Promise<TrainerState> {
  const trainer = recurrentTrainer();
  await trainer.fit(sequences, { batchSize: 4, epochs: 2, seed });
  return trainer.state();
}

test("dropout is drawn anew in every step of every epoch", async () => {
  const model = sequential([dropout({ rate: 0.5 }), dense({ units: 1 })], { input: [40] });
  const trainer = compile(model, { optimizer: sgd({ learningRate: 0 }), loss: "meanSquaredError" });
  const one: Dataset = {
    steps: 3,
    batch: () => ({ x: tensor([Array.from({ length: 40 }, () => 1)]), y: tensor([0]) }),
  };
  const seen: number[] = [];
  await trainer.fit(one, { epochs: 2, callbacks: [{ onStepEnd: ({ batchLoss }) => void seen.push(batchLoss) }] });
  await trainer.fit(one, { callbacks: [{ onStepEnd: ({ batchLoss }) => void seen.push(batchLoss) }] });
  expect(new Set(seen).size).toBe(9);
});

test("the same seed gives the same bits, another gives others", async () => {
  expect(await train(1)).toEqual(await train(1));
  expect((await train(1)).weights).not.toEqual((await train(2)).weights);
});

test("a state of another model or optimizer is refused", () => {
  const state = recurrentTrainer().state();
  expect(() => linear().restore(state)).toThrow(
    "sgd has the state variables none, but the saved state has square, mean, velocity; help: compile with the " +
      "optimizer that it was saved with",
  );
  const adamTrainer = linear({ optimizer: "adam" });
  const { weights, slots, ...rest } = adamTrainer.state();
  expect(() => adamTrainer.restore({ ...rest, slots, weights: new Float32Array(3) })).toThrow(
    "the model has 2 parameters, the state is for 3",
  );
  expect(weights).toHaveLength(2);
});

function toldOf(epoch: number): string[] {
  return [`epoch ${epoch}`, "step 0 of 2", "step 1 of 2", `end ${epoch}`];
}

test("callbacks are told everything in order, and waited for", async () => {
  const told: string[] = [];
  const steps: StepLogs[] = [];
  const epochs: EpochLogs[] = [];
  const slow: Callback = {
    onTrainBegin: ({ steps: count, epochs: last }) => void told.push(`train ${count} ${last}`),
    onEpochBegin: (epoch) => void told.push(`epoch ${epoch}`),
    onStepEnd: (logs) => void (told.push(`step ${logs.step} of ${logs.steps}`), steps.push(logs)),
    async onEpochEnd(logs) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      told.push(`end ${logs.epoch}`);
      epochs.push(logs);
    },
    onTrainEnd: () => void told.push("done"),
  };
  await linear().fit({ x, y }, { epochs: 2, batchSize: 16, callbacks: [slow] });
  expect(told).toEqual(["train 2 2", ...toldOf(0), ...toldOf(1), "done"]);
  expect(steps[0].loss).toBe(steps[0].batchLoss);
  expect(steps[1].loss).toBeCloseTo((16 * steps[0].batchLoss + 5 * steps[1].batchLoss) / 21, 12);
  expect(epochs[0].loss).toBe(steps[1].loss);
  expect(epochs[0].seconds).toBeGreaterThan(0);
});

test('a callback that answers "stop" ends training', async () => {
  const after = await linear().fit(
    { x, y },
    { epochs: 9, callbacks: [{ onEpochEnd: ({ epoch }) => (epoch === 2 ? "stop" : undefined) }] },
  );
  expect([after.epoch, after.stopped]).toEqual([[0, 1, 2], "callback"]);
  const within = await linear().fit(
    { x, y },
    {
      epochs: 9,
      batchSize: 4,
      callbacks: [{ onStepEnd: ({ epoch, step }) => (epoch === 1 && step === 2 ? "stop" : undefined) }],
    },
  );
  expect([within.epoch, within.stopped]).toEqual([[0], "callback"]);
});

test("aborting ends training after the step under way, and fit returns what was done", async () => {
  const controller = new AbortController();
  const ended = vi.fn<() => void>();
  const trainer = linear();
  const history = await trainer.fit(
    { x, y },
    {
      epochs: 9,
      batchSize: 4,
      signal: controller.signal,
      callbacks: [
        { onStepEnd: ({ epoch, step }) => void (epoch === 1 && step === 3 && controller.abort()), onTrainEnd: ended },
      ],
    },
  );
  expect([history.epoch, history.stopped]).toEqual([[0], "interrupted"]);
  expect(trainer.state().updates).toBe(6 + 4);
  expect(ended).toHaveBeenCalledOnce();
  await expect(trainer.evaluate({ x, y }, { signal: controller.signal })).rejects.toThrow("aborted");
});

test("aborting during validation interrupts too", async () => {
  const controller = new AbortController();
  const validation = fromArrays({ x, y }, { shuffle: false, batchSize: 4 });
  const history = await linear().fit(
    { x, y },
    {
      epochs: 3,
      signal: controller.signal,
      validationData: { ...validation, batch: (i) => (i === 1 && controller.abort(), validation.batch(i)) },
    },
  );
  expect([history.epoch, history.stopped]).toEqual([[], "interrupted"]);
});

test("training lets timers have their turn", async () => {
  let ticks = 0;
  const timer = setInterval(() => ticks++, 10);
  const busy: Callback = {
    onStepEnd() {
      const until = performance.now() + 20;
      while (performance.now() < until);
    },
  };
  await linear().fit({ x, y }, { batchSize: 1, callbacks: [busy] });
  clearInterval(timer);
  // 21 steps of 20 ms, a turn at least every 50 ms and a step.
  expect(ticks).toBeGreaterThanOrEqual(5);
});

test("onTrainEnd is told even when training fails", async () => {
  const ended = vi.fn<() => void>();
  const broken: Dataset = {
    steps: 1,
    batch() {
      throw new Error("disk on fire");
    },
  };
  await expect(linear().fit(broken, { callbacks: [{ onTrainEnd: ended }] })).rejects.toThrow("disk on fire");
  expect(ended).toHaveBeenCalledOnce();
});

test("options that do not go together are refused", async () => {
  const trainer = linear();
  const data = fromArrays({ x, y });
  // @ts-expect-error: the types refuse it, plain JavaScript does not
  await expect(trainer.fit(data, { validationSplit: 0.5 })).rejects.toThrow(
    "fit got validationSplit with a data set, which makes its own batches; validationSplit is for arrays, fit({ x, " +
      "y }); help: validationData: a data set",
  );
  await expect(trainer.fit({ x, y }, { validationSplit: 0.5, validationData: data })).rejects.toThrow(
    "validationData and validationSplit exclude each other",
  );
  await expect(trainer.fit({ x, y }, { epochs: 1.5 })).rejects.toThrow(
    "epochs must be an integer of at least 0, got 1.5",
  );
  await expect(trainer.fit({ x, y: x.map(([v]) => [v, v]) })).rejects.toThrow(
    "the model predicts [21, 1], but the targets are [21, 2]; help: make the last layer's units and the targets agree",
  );
  const empty = compile(sequential([dropout({ rate: 0.5 })], { input: [1] }), { loss: losses.huber() });
  await expect(empty.fit({ x, y })).rejects.toThrow("the model has no weights to train");
});

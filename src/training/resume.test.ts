import { expect, test } from "vitest";
import { normalTensor } from "../../test/built-layer.ts";
import { decodeTrainingState, encodeTrainingState } from "../files/training-state.ts";
import { dense } from "../layers/dense.ts";
import { dropout } from "../layers/dropout.ts";
import { gru } from "../layers/recurrent/gru.ts";
import { sequential } from "../models/sequential.ts";
import { rmsprop } from "../optimizers/rmsprop.ts";
import { fromArrays } from "../data/arrays.ts";
import { earlyStopping } from "./callbacks/early-stopping.ts";
import { reduceOnPlateau } from "./callbacks/reduce-on-plateau.ts";
import type { Callback } from "./callbacks/callback.ts";
import { compile, type Trainer } from "./trainer.ts";
import type { TrainerState } from "./trainer-state.ts";

/**
 * A model and an optimizer with every kind of randomness and memory, and callbacks that lower the rate and stop
 * training.
 */
function begin(): Trainer {
  const model = sequential(
    [gru({ units: 3, dropout: 0.3, recurrentDropout: 0.3 }), dropout({ rate: 0.2 }), dense({ units: 1 })],
    { input: [5, 2] },
  );
  return compile(model, {
    optimizer: rmsprop({
      learningRate: (step) => 0.02 / Math.sqrt(step),
      momentum: 0.5,
      centered: true,
      useEma: true,
      emaMomentum: 0.8,
      gradientAccumulationSteps: 3,
      weightDecay: 0.1,
    }),
    loss: "meanAbsoluteError",
    metrics: ["rootMeanSquaredError", "r2Score"],
  });
}

const examples = { x: normalTensor([14, 5, 2], 1), y: normalTensor([14], 2) };
const options = { batchSize: 4, seed: 9, epochs: 9, validationSplit: 0.2 } as const;

const watching = (): Callback[] => [
  reduceOnPlateau({ factor: 0.5, patience: 1, minDelta: 0.03 }),
  earlyStopping({ patience: 4, minDelta: 0.03, restoreBestWeights: true }),
];

test("from a state taken at any step, and after any epoch, training ends with the same bits", async () => {
  const whole = begin();
  const states: TrainerState[] = [];
  const take: Callback = {
    afterStep: () => void states.push(whole.state()),
    afterEpoch: () => void states.push(whole.state()),
  };
  const history = await whole.fit(examples, { ...options, callbacks: [...watching(), take] });
  // Three steps and an end for each epoch; early stopping ends it before the ninth.
  expect(history.stopped).toBe("callback");
  const epochs = history.epoch.length;
  expect(epochs).toBeGreaterThan(3);
  expect(epochs).toBeLessThan(9);
  expect(states).toHaveLength(4 * epochs);
  expect(states.at(-1)?.stopped).toBe(true);
  expect(states.at(-1)?.rateScale).toBeLessThan(0.3);
  for (const state of states) {
    const other = begin();
    other.restore(decodeTrainingState(encodeTrainingState(state), "state"));
    expect(other.state()).toEqual({ step: 0, rateScale: 1, ...state });
    const rest = await other.fit(examples, { ...options, initialEpoch: state.epoch, callbacks: watching() });
    expect(other.state()).toEqual(whole.state());
    expect(rest.stopped).toBe("callback");
    expect(rest.loss).toEqual(history.loss.slice(state.epoch));
    expect(rest.metrics).toEqual(
      rest.loss.length === 0
        ? {}
        : Object.fromEntries(
            Object.entries(history.metrics).map(([name, values]) => [name, values.slice(state.epoch)]),
          ),
    );
  }
});

test("training interrupted within an epoch continues within it after restore, else the epoch restarts", async () => {
  const [whole, first, second] = [begin(), begin(), begin()];
  const plain = { batchSize: 4, seed: 9, epochs: 2 } as const;
  await whole.fit(examples, plain);
  const controller = new AbortController();
  const stop: Callback = { onStepEnd: ({ update }) => void (update === 6 && controller.abort()) };
  await first.fit(examples, { ...plain, signal: controller.signal, callbacks: [stop] });
  const state = first.state();
  expect([state.epoch, state.step, state.updates]).toEqual([1, 2, 6]);
  second.restore(state);
  await second.fit(examples, { ...plain, initialEpoch: second.epoch });
  expect(second.state()).toEqual(whole.state());
  await first.fit(examples, { ...plain, initialEpoch: first.epoch });
  expect(first.state().updates).toBe(6 + 4);
  expect(first.state().step).toBe(0);
});

test("a state that does not fit the data or the metrics is refused", async () => {
  const trainer = begin();
  const states: TrainerState[] = [];
  const take: Callback = { afterStep: () => void states.push(trainer.state()) };
  await trainer.fit(examples, { batchSize: 4, callbacks: [take] });
  const [, , third] = states;
  trainer.restore(third);
  await expect(trainer.fit(examples, { batchSize: 14 })).rejects.toThrow(
    "the state was taken at step 3 of an epoch, but this epoch has 1 steps; help: the same data, batch size and " +
      "stepsPerEpoch",
  );
  const other = compile(trainer.model, {
    optimizer: rmsprop({ momentum: 0.5, centered: true, useEma: true, gradientAccumulationSteps: 3 }),
    loss: "meanAbsoluteError",
  });
  other.restore(third);
  await expect(other.fit(examples)).rejects.toThrow("the state was taken with 2 metrics, there are 0");
});

test("a state of a version without steps, sums, scales and callbacks is taken up", async () => {
  const [whole, first] = [begin(), begin()];
  const plain = { batchSize: 4, seed: 9 } as const;
  const states: TrainerState[] = [];
  await whole.fit(examples, {
    ...plain,
    epochs: 2,
    callbacks: [{ afterEpoch: () => void states.push(whole.state()) }],
  });
  const [{ epoch, updates, weights, slots }] = states;
  first.restore({ epoch, updates, weights, slots });
  await first.fit(examples, { ...plain, epochs: 2, initialEpoch: 1 });
  expect(first.state()).toEqual(whole.state());
});

test("a data set is as good as arrays", async () => {
  const data = fromArrays(examples, { batchSize: 4, seed: 9 });
  const [whole, other] = [begin(), begin()];
  const states: TrainerState[] = [];
  await whole.fit(data, { epochs: 2, callbacks: [{ afterStep: () => void states.push(whole.state()) }] });
  other.restore(states[5]);
  await other.fit(data, { epochs: 2, initialEpoch: 1 });
  expect(other.state()).toEqual(whole.state());
});

import { expect, test } from "vitest";
import { fromArrays } from "../data/arrays.ts";
import type { Batch } from "../data/dataset.ts";
import { dense } from "../layers/dense.ts";
import { sequential } from "../models/sequential.ts";
import { adam } from "../optimizers/adam.ts";
import { tensor } from "../tensor/tensor.ts";
import { compile, type Trainer } from "./trainer.ts";
import type { TrainerState } from "./trainer-state.ts";

const examples = {
  x: Array.from({ length: 10 }, (_, i) => [Math.sin(i), Math.cos(3 * i)]),
  y: Array.from({ length: 10 }, (_, i) => i / 10),
};
const data = fromArrays(examples, { batchSize: 4, seed: 2 });

function begin(): Trainer {
  const model = sequential([dense({ units: 3, activation: "tanh" }), dense({ units: 1 })], { input: [2] });
  return compile(model, { optimizer: adam({ learningRate: 0.05 }), loss: "meanSquaredError" });
}

/** The batches of an epoch, or of all from the first on, as they come from elsewhere. */
async function* passes(first: number, last = first + 1): AsyncGenerator<Batch> {
  for (let index = first * data.steps; index < last * data.steps; index++) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    yield data.batch(index);
  }
}

test("a function that begins a pass gives the same training as the data set, epoch by epoch", async () => {
  const [whole, other] = [begin(), begin()];
  const asked: number[] = [];
  const expected = await whole.fit(data, { epochs: 3 });
  const steps: number[] = [];
  const history = await other.fit((epoch) => (asked.push(epoch), passes(epoch)), {
    epochs: 3,
    callbacks: [{ onStepEnd: (logs) => void steps.push(logs.steps) }],
  });
  expect(other.state()).toEqual(whole.state());
  expect(history.loss).toEqual(expected.loss);
  expect(asked).toEqual([0, 1, 2]);
  expect(new Set(steps)).toEqual(new Set([Infinity]));
});

test("batches without end are taken by stepsPerEpoch, from plain generators too", async () => {
  const whole = begin();
  await whole.fit(data, { epochs: 2 });
  let closed = false;
  function* plain(): Generator<Batch> {
    try {
      for (let index = 0; ; index++) yield data.batch(index);
    } finally {
      closed = true;
    }
  }
  for (const stream of [passes(0, 9), plain(), Array.from({ length: 6 }, (_, i) => data.batch(i))]) {
    const other = begin();
    await other.fit(stream, { epochs: 2, stepsPerEpoch: 3 });
    expect(other.state()).toEqual(whole.state());
  }
  expect(closed).toBe(true);
});

test("training goes on in the middle of a pass that a function begins", async () => {
  const [whole, other] = [begin(), begin()];
  const states: TrainerState[] = [];
  await whole.fit(passes, { epochs: 2, callbacks: [{ afterStep: () => void states.push(whole.state()) }] });
  other.restore(states[4]);
  await other.fit(passes, { epochs: 2, initialEpoch: 1 });
  expect(other.state()).toEqual(whole.state());
  const third = begin();
  third.restore(states[4]);
  await expect(third.fit(passes(1), { epochs: 2, initialEpoch: 1 })).rejects.toThrow(
    "training is to go on at step 2 of an epoch, which a stream that has begun cannot tell; help: give a function",
  );
});

test("a stream that ends too early says so", async () => {
  await expect(begin().fit(passes(0), { epochs: 2 })).rejects.toThrow(
    "the stream of batches ended after 0 of an epoch; help: give a function that begins a new pass, (epoch) => batches",
  );
  await expect(begin().fit(passes(0), { stepsPerEpoch: 5 })).rejects.toThrow(
    "the stream of batches ended after 3 of an epoch, whose stepsPerEpoch is 5",
  );
  // @ts-expect-error: the types refuse it, plain JavaScript does not
  await expect(begin().fit(passes(0), { batchSize: 4 })).rejects.toThrow(
    "fit got batchSize with a stream of batches, which makes its own batches; batchSize is for arrays, fit({ x, y " +
      "}); help: give it where",
  );
});

async function* failing(): AsyncGenerator<Batch> {
  yield data.batch(0);
  throw new Error("connection lost");
}

test("an error in a generator is that of fit, and the generator is closed when training fails", async () => {
  await expect(begin().fit(failing)).rejects.toThrow("connection lost");
  let closed = false;
  async function* wrong(): AsyncGenerator<Batch> {
    try {
      yield { x: tensor([[1, 2]]), y: tensor([[1, 2]]) };
    } finally {
      closed = true;
    }
  }
  await expect(begin().fit(wrong)).rejects.toThrow("but the targets are");
  expect(closed).toBe(true);
});

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { dense } from "../../layers/dense.ts";
import { sequential } from "../../models/sequential.ts";
import { sgd } from "../../optimizers/sgd.ts";
import { tensor } from "../../tensor/tensor.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { Callback } from "./callback.ts";
import { reportProgress, type TrainingProgress } from "./report-progress.ts";
import { timeLimit } from "./time-limit.ts";
import { compile, type Trainer } from "../trainer.ts";

const data = { x: Array.from({ length: 24 }, (_, i) => [i / 24]), y: Array.from({ length: 24 }, (_, i) => i / 12) };

function begin(): Trainer {
  const model = sequential([dense({ units: 1 })], { input: [1] });
  return compile(model, { optimizer: sgd({ learningRate: 0.01 }), loss: "meanSquaredError" });
}

/** A clock that only busy moves on, so that the tests do not depend on what else the machine does. */
let clock = 0;
beforeEach(() => {
  clock = 0;
  vi.spyOn(performance, "now").mockImplementation(() => clock);
});
afterEach(() => {
  vi.restoreAllMocks();
});

function busy(milliseconds: number): void {
  clock += milliseconds;
}

/** Steps that take so long. */
const slow = (milliseconds: number): Callback => ({ onStepEnd: () => busy(milliseconds) });

/** The longest time for which nothing else could run while `work` went on. */
async function longestBlock(work: () => Promise<unknown>): Promise<number> {
  let [last, longest, working] = [clock, 0, true];
  const watch = (): void => {
    longest = Math.max(longest, clock - last);
    last = clock;
    if (working) setImmediate(watch);
  };
  setImmediate(watch);
  await work();
  working = false;
  return longest;
}

test.each([1, 7, 20, 25, 30, 45, 50])(
  "with steps of %d ms nothing is kept waiting for more than 50 ms",
  async (step) => {
    const fit = (): Promise<unknown> => begin().fit(data, { batchSize: 1, epochs: 10, callbacks: [slow(step)] });
    const block = await longestBlock(fit);
    expect(block).toBeLessThanOrEqual(50);
    // Nor is the event loop asked for more often than need be.
    expect(block).toBeGreaterThanOrEqual(25);
  },
);

test("a step that is longer is the longest block", async () => {
  expect(await longestBlock(() => begin().fit(data, { batchSize: 1, callbacks: [slow(70)] }))).toBe(70);
});

test("evaluate and predict let others have their turn too", async () => {
  const long: Dataset = {
    steps: 40,
    batch() {
      busy(8);
      return { x: tensor([[1]]), y: tensor([[1]]) };
    },
  };
  const trainer = begin();
  for (const work of [() => trainer.evaluate(long), () => trainer.predict(long)])
    expect(await longestBlock(work)).toBe(48);
});

test("timeLimit ends training after the step with which the time has passed", async () => {
  const trainer = begin();
  const history = await trainer.fit(data, {
    batchSize: 1,
    epochs: 99,
    callbacks: [slow(5), timeLimit({ seconds: 0.1 })],
  });
  expect(history.stopped).toBe("callback");
  const { updates, step, epoch, stopped } = trainer.state();
  expect([epoch, step, updates]).toEqual([0, 20, 20]);
  // Its time is that of one call: training may go on.
  expect(stopped).toBeUndefined();
  trainer.restore(trainer.state());
  await trainer.fit(data, { batchSize: 1, epochs: 1, initialEpoch: 0, callbacks: [timeLimit({ seconds: 60 })] });
  expect(trainer.state().updates).toBe(24);
  expect(() => timeLimit({ seconds: 0 })).toThrow("timeLimit: seconds must be above 0, got 0");
});

test("reportProgress tells plain numbers, at most so often, and always at the end of an epoch", async () => {
  const told: TrainingProgress[] = [];
  await begin().fit(data, {
    batchSize: 2,
    epochs: 3,
    callbacks: [slow(2), reportProgress((progress) => void told.push(progress), { interval: 0 })],
  });
  expect(told).toHaveLength(36);
  expect(told[0]).toMatchObject({ epoch: 0, epochs: 3, step: 1, steps: 12 });
  const last = told[35];
  expect(last).toMatchObject({ epoch: 2, step: 12, epochSecondsLeft: 0, secondsLeft: 0 });
  expect(last.seconds).toBeCloseTo(0.072, 10);
  expect(last.stepsPerSecond).toBeCloseTo(500, 6);
  const middle = told[17];
  expect(middle).toMatchObject({ epoch: 1, step: 6 });
  expect(middle.secondsLeft).toBeCloseTo(middle.seconds, 10);
  expect(middle.epochSecondsLeft).toBeCloseTo(middle.seconds / 3, 10);
  expect(middle.stepsPerSecond).toBeCloseTo(18 / middle.seconds, 6);
  const seldom: number[] = [];
  await begin().fit(data, {
    batchSize: 2,
    epochs: 2,
    callbacks: [reportProgress(({ step }) => void seldom.push(step), { interval: 1e6 })],
  });
  expect(seldom).toEqual([1, 12, 12]);
});

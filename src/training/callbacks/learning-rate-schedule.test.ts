import { expect, test } from "vitest";
import { dense } from "../../layers/dense.ts";
import { sequential } from "../../models/sequential.ts";
import { rmsprop } from "../../optimizers/rmsprop.ts";
import { exponentialDecay } from "../../optimizers/schedules/index.ts";
import { sgd } from "../../optimizers/sgd.ts";
import type { OptimizerOption } from "../../optimizers/registry.ts";
import { learningRateSchedule } from "./learning-rate-schedule.ts";
import { compile, type Trainer } from "../trainer.ts";
import type { TrainerState } from "../trainer-state.ts";

const data = { x: [[1], [2], [3], [4]], y: [2, 4, 6, 7] };

function line(optimizer: OptimizerOption): Trainer {
  return compile(sequential([dense({ units: 1 })], { input: [1], seed: 1 }), { optimizer, loss: "meanSquaredError" });
}

async function ratesOf(
  optimizer: OptimizerOption,
  rateOf: Parameters<typeof learningRateSchedule>[0],
): Promise<number[]> {
  const rates: number[] = [];
  const look = { onEpochEnd: ({ learningRate = NaN }) => void rates.push(learningRate) };
  await line(optimizer).fit(data, { epochs: 4, batchSize: 2, callbacks: [learningRateSchedule(rateOf), look] });
  return rates;
}

test("each epoch has the rate that the function says, of its number and the rate before", async () => {
  const seen: number[][] = [];
  const rates = await ratesOf(sgd({ learningRate: 0.5 }), (epoch, rate) => {
    seen.push([epoch, rate]);
    return epoch < 2 ? rate : rate / 4;
  });
  expect(seen).toEqual([
    [0, 0.5],
    [1, 0.5],
    [2, 0.5],
    [3, 0.125],
  ]);
  expect(rates).toEqual([0.5, 0.5, 0.125, 0.03125]);
  expect(await ratesOf(rmsprop({ learningRate: 0.5 }), (epoch) => 1 / 2 ** epoch)).toEqual([1, 0.5, 0.25, 0.125]);
});

test("an optimizer's own schedule keeps its form within the epoch", async () => {
  const decay = exponentialDecay({ initialLearningRate: 1, decaySteps: 1, decayRate: 0.5 });
  const rates = await ratesOf(sgd({ learningRate: decay }), () => 0.25);
  // The first of the two steps of each epoch has 0.25, the second half of it.
  rates.forEach((rate) => expect(rate).toBeCloseTo(0.125, 10));
});

function halve(): ReturnType<typeof learningRateSchedule> {
  return learningRateSchedule((_, rate) => rate / 2);
}

test("training that goes on in the middle of an epoch does not change the rate again", async () => {
  const optimizer = sgd({ learningRate: 0.1, momentum: 0.5 });
  const whole = line(optimizer);
  const states: TrainerState[] = [];
  const keep = { afterStep: () => void states.push(whole.state()) };
  await whole.fit(data, { epochs: 3, batchSize: 1, callbacks: [halve(), keep] });
  for (const at of [1, 4, 6]) {
    const other = line(optimizer);
    other.restore(states[at]);
    await other.fit(data, { epochs: 3, initialEpoch: other.epoch, batchSize: 1, callbacks: [halve()] });
    expect(other.state().weights).toEqual(whole.state().weights);
  }
});

test("rates that cannot be are refused", async () => {
  await expect(ratesOf("sgd", () => 0)).rejects.toThrow("the rate of epoch 0 must be above 0, got 0");
  await expect(ratesOf("sgd", () => NaN)).rejects.toThrow("the rate of epoch 0 must be above 0, got NaN");
  await expect(ratesOf(sgd({ learningRate: 0 }), () => 1)).rejects.toThrow(
    "the optimizer's rate is 0, which no factor",
  );
});

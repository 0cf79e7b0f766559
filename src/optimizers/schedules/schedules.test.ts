import { expect, test } from "vitest";
import { tensor } from "../../tensor/tensor.ts";
import { sgd } from "../sgd.ts";
import * as schedules from "./index.ts";

/* Those that Keras has are compared with its numbers in test/golden. */

const ratesOf = (rate: schedules.Schedule, steps: readonly number[]): number[] => steps.map(rate);

test("constant stays, after a line of warm-up", () => {
  expect(ratesOf(schedules.constant({ learningRate: 0.5 }), [1, 2, 1000])).toEqual([0.5, 0.5, 0.5]);
  expect(ratesOf(schedules.constant({ learningRate: 0.5, warmupSteps: 4 }), [1, 2, 3, 4, 5])).toEqual([
    0.125, 0.25, 0.375, 0.5, 0.5,
  ]);
});

test("inverseSquareRoot grows in a line to its highest rate, and falls with the root of the step", () => {
  const rate = schedules.inverseSquareRoot({ learningRate: 0.5, warmupSteps: 100, warmupInitialLearningRate: 0.1 });
  expect(rate(1)).toBeCloseTo(0.1 + 0.4 / 100, 14);
  expect(rate(50)).toBeCloseTo(0.3, 14);
  expect(rate(100)).toBe(0.5);
  expect(rate(101)).toBeCloseTo(0.5 * Math.sqrt(100 / 101), 14);
  expect(rate(400)).toBeCloseTo(0.25, 14);
  // Defaults: 4,000 steps from 0.
  expect(schedules.inverseSquareRoot({ learningRate: 5e-4 })(1)).toBeCloseTo(5e-4 / 4000, 18);
});

test("noam is the Transformer's: the base model's highest rate is 6.99e-4 at step 4,000", () => {
  const rate = schedules.noam({ modelSize: 512 });
  expect(rate(4000)).toBeCloseTo(1 / Math.sqrt(512 * 4000), 14);
  expect(rate(4000)).toBeCloseTo(6.987712429686843e-4, 14);
  expect(rate(2000)).toBeCloseTo(rate(4000) / 2, 14);
  expect(rate(16_000)).toBeCloseTo(rate(4000) / 2, 14);
  const other = schedules.noam({ modelSize: 128, warmupSteps: 100, factor: 2 });
  expect(other(100)).toBeCloseTo(2 / Math.sqrt(128 * 100), 14);
  expect(other(1)).toBeCloseTo(2 / Math.sqrt(128) / 1000, 14);
});

test("the lowest rates stay, and the highest are where they should be", () => {
  const cosine = schedules.cosineDecay({ initialLearningRate: 0.1, decaySteps: 10, warmupTarget: 0.5, warmupSteps: 5 });
  expect([1, 6, 16, 1000].map(cosine)).toEqual([0.1, 0.5, 0, 0]);
  const line = schedules.polynomialDecay({ initialLearningRate: 1, decaySteps: 4, endLearningRate: 0.5 });
  expect([1, 3, 5, 6, 1e6].map(line)).toEqual([1, 0.75, 0.5, 0.5, 0.5]);
  const restarts = schedules.cosineDecayRestarts({ initialLearningRate: 1, firstDecaySteps: 3, mMul: 0.5 });
  // Falls of 3, 6 and 12 steps.
  expect([1, 4, 10].map(restarts)).toEqual([1, 0.5, 0.25]);
});

test("an optimizer asks for the rate of each step, counted from 1", () => {
  const weights = tensor([0]);
  const run = sgd({ learningRate: schedules.piecewiseConstantDecay({ boundaries: [1], values: [1, 0.25] }) }).start(1);
  const seen = [1, 2, 3].map((step) => {
    run.update(weights, tensor([-1]), step);
    return weights.toArray()[0];
  });
  expect(seen).toEqual([1, 2, 2.25]);
});

test("options out of range are refused", () => {
  const line = { initialLearningRate: 1, decaySteps: 10 };
  const decay = { ...line, decayRate: 0.5 };
  const wrong = [
    [() => schedules.constant({ learningRate: -1 }), "constant: learningRate must be at least 0, got -1"],
    [
      () => schedules.constant({ learningRate: 1, warmupSteps: -1 }),
      "constant: warmupSteps must be at least 0, got -1",
    ],
    [
      () => schedules.exponentialDecay({ ...decay, decaySteps: 0 }),
      "exponentialDecay: decaySteps must be a number of steps above 0, got 0",
    ],
    [() => schedules.inverseTimeDecay({ ...decay, decayRate: -1 }), "inverseTimeDecay: decayRate must be at least 0"],
    [() => schedules.cosineDecay({ ...line, alpha: 2 }), "cosineDecay: alpha must be from 0 to 1, got 2"],
    [() => schedules.cosineDecay({ ...line, warmupSteps: 2 }), "cosineDecay: warmupSteps needs warmupTarget"],
    [
      () => schedules.cosineDecayRestarts({ initialLearningRate: 1, firstDecaySteps: 5, tMul: 0.5 }),
      "cosineDecayRestarts: tMul must be at least 1, got 0.5",
    ],
    [() => schedules.polynomialDecay({ ...line, power: 0 }), "polynomialDecay: power must be above 0, got 0"],
    [
      () => schedules.piecewiseConstantDecay({ boundaries: [1, 2], values: [1, 2] }),
      "piecewiseConstantDecay: 2 boundaries part 3 rates, got 2 values",
    ],
    [
      () => schedules.piecewiseConstantDecay({ boundaries: [2, 2], values: [1, 2, 3] }),
      "piecewiseConstantDecay: boundaries must rise, got 2, 2",
    ],
    [() => schedules.noam({ modelSize: 0 }), "noam: modelSize must be above 0, got 0"],
    [() => schedules.inverseSquareRoot({ learningRate: NaN }), "inverseSquareRoot: learningRate is a number, got NaN"],
  ] as const;
  expect(wrong).toHaveLength(12);
  for (const [make, message] of wrong) expect(make).toThrow(message);
});

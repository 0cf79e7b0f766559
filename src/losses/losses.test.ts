import { expect, test } from "vitest";
import { tensor } from "../tensor/tensor.ts";
import type { Loss } from "./loss.ts";
import { lossFrom, losses } from "./registry.ts";

const { abs, cosh, exp, log } = Math;

function sigmoid(v: number): number {
  return 1 / (1 + exp(-v));
}

function crossentropy(p: number, y: number): number {
  return -y * log(p) - (1 - y) * log(1 - p);
}

function focal(p: number, y: number): number {
  return (1 - y * p - (1 - y) * (1 - p)) ** 2 * crossentropy(p, y);
}

function huberLoss(delta: number): (p: number, y: number) => number {
  return (p, y) => (abs(p - y) <= delta ? (p - y) ** 2 / 2 : delta * abs(p - y) - delta ** 2 / 2);
}

const cases: readonly (readonly [string, Loss, (p: number, y: number) => number])[] = [
  ["meanSquaredError", losses.meanSquaredError(), (p, y) => (p - y) ** 2],
  ["meanAbsoluteError", losses.meanAbsoluteError(), (p, y) => abs(p - y)],
  ["meanAbsolutePercentageError", losses.meanAbsolutePercentageError(), (p, y) => (100 * abs(p - y)) / abs(y)],
  ["meanSquaredLogarithmicError", losses.meanSquaredLogarithmicError(), (p, y) => log((1 + p) / (1 + y)) ** 2],
  ["logCosh", losses.logCosh(), (p, y) => log(cosh(p - y))],
  ["huber", losses.huber(), huberLoss(1)],
  ["huber", losses.huber({ delta: 0.25 }), huberLoss(0.25)],
  ["binaryCrossentropy", losses.binaryCrossentropy(), crossentropy],
  ["binaryCrossentropy", losses.binaryCrossentropy({ labelSmoothing: 0.2 }), (p, y) => crossentropy(p, y * 0.8 + 0.1)],
  ["binaryCrossentropy", losses.binaryCrossentropy({ fromLogits: true }), (p, y) => crossentropy(sigmoid(p), y)],
  ["quantile", losses.quantile(), (p, y) => abs(y - p) / 2],
  ["quantile", losses.quantile({ quantile: 0.9 }), (p, y) => (y > p ? 0.9 * (y - p) : 0.1 * (p - y))],
  ["poisson", losses.poisson(), (p, y) => p - y * log(p)],
  ["poisson", losses.poisson({ fromLog: true }), (p, y) => exp(p) - y * p],
  // A sum over the classes, of which there are two.
  ["klDivergence", losses.klDivergence(), (p, y) => 2 * y * log(y / p)],
  ["binaryFocalCrossentropy", losses.binaryFocalCrossentropy({ gamma: 0 }), crossentropy],
  ["binaryFocalCrossentropy", losses.binaryFocalCrossentropy(), focal],
];

// Probabilities as predictions, so that every loss can read them; targets away from zero, so that every loss is smooth.
const predictions = [
  [0.2, 0.9],
  [0.65, 0.01],
  [0.5, 0.35],
];
const targets = [
  [1, 0.5],
  [0.25, 1],
  [0.75, 0.125],
];

/** Losses of whole rows or sequences, in categorical-crossentropy.test.ts, in test/golden and beside their ops. */
const ofRows = [
  "categoricalCrossentropy",
  "categoricalFocalCrossentropy",
  "cosineSimilarity",
  "ctc",
  "sparseCategoricalCrossentropy",
];

test("there is a case for every loss", () => {
  expect(new Set([...cases.map(([name]) => name), ...ofRows])).toEqual(new Set(Object.keys(losses)));
  expect(Object.keys(losses)).toHaveLength(16);
});

test.each(cases)("%s is the mean over examples of weight times its formula", (name, loss, formula) => {
  expect(loss.name).toBe(name);
  const mean = (weights: readonly number[]): number =>
    predictions.reduce(
      (total, row, i) => total + (weights[i] * row.reduce((sum, p, k) => sum + formula(p, targets[i][k]), 0)) / 2,
      0,
    ) / 3;
  for (const weights of [null, [0.5, 3, 0]]) {
    const got = loss.call(tensor(predictions), tensor(targets), weights && tensor(weights)).toArray()[0];
    expect(got / mean(weights ?? [1, 1, 1])).toBeCloseTo(1, 5);
  }
});

test("a loss of one's own passes, names are looked up, and others are refused", () => {
  const own: Loss = { name: "own", call: (prediction) => prediction };
  expect(lossFrom(own)).toBe(own);
  expect(lossFrom("huber").name).toBe("huber");
  // @ts-expect-error: the types refuse it, plain JavaScript does not
  expect(() => lossFrom("mean_squared_error")).toThrow(
    'there is no loss "mean_squared_error"; help: did you mean meanSquaredError? one of binaryCrossentropy',
  );
  const short = ["bce", "kld", "mae", "mape", "mse", "msle"] as const;
  expect(short.map((name) => lossFrom(name).name)).toEqual([
    "binaryCrossentropy",
    "klDivergence",
    "meanAbsoluteError",
    "meanAbsolutePercentageError",
    "meanSquaredError",
    "meanSquaredLogarithmicError",
  ]);
});

test("options out of range are refused", () => {
  expect(() => losses.huber({ delta: 0 })).toThrow("huber: delta must be above 0, got 0");
  expect(() => losses.binaryCrossentropy({ labelSmoothing: 1.5 })).toThrow(
    "labelSmoothing must be from 0 to 1, got 1.5",
  );
  expect(() => losses.quantile({ quantile: 1 })).toThrow("quantile: quantile must be above 0 and below 1, got 1");
  expect(() => losses.binaryFocalCrossentropy({ gamma: -1 })).toThrow("gamma must be at least 0, got -1");
  expect(() => losses.binaryFocalCrossentropy({ alpha: 0.5 })).toThrow(
    "alpha does nothing without applyClassBalancing",
  );
  expect(() => losses.categoricalFocalCrossentropy({ alpha: 2 })).toThrow("alpha must be from 0 to 1, got 2");
  expect(() => losses.ctc({ blank: -1 })).toThrow("ctc: blank must be an integer of at least 0, got -1");
});

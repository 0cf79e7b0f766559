import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { lossCodes, type LossName } from "../kernels/losses.ts";
import { gradients } from "../tensor/tape.ts";
import { tensor, zeros, type Tensor } from "../tensor/tensor.ts";
import { loss } from "./loss.ts";
import { scale } from "./scale.ts";

use(createReference("float64"));

const names = Object.keys(lossCodes).filter((name): name is LossName => name in lossCodes);
const value = (y: Tensor): number => y.toArray()[0];

/** prediction, target, parameter, loss of the one number, gradient. */
const known: { readonly [Name in LossName]: readonly (readonly [number, number, number, number, number])[] } = {
  meanSquaredError: [
    [3, 1, 0, 4, 4],
    [-1, 1, 0, 4, -4],
  ],
  meanAbsoluteError: [
    [3, 1, 0, 2, 1],
    [-1, 1, 0, 2, -1],
    [1, 1, 0, 0, 0],
  ],
  huber: [
    [1.5, 1, 1, 0.125, 0.5],
    [4, 1, 1, 2.5, 1],
    [-2, 1, 2, 4, -2],
  ],
  binaryCrossentropy: [
    [0.25, 1, 0, Math.log(4), -4],
    [0.25, 0, 0, Math.log(4 / 3), 4 / 3],
    // Smoothing 0.4 makes the targets 0.8 and 0.2.
    [0.25, 1, 0.4, 0.8 * Math.log(4) + 0.2 * Math.log(4 / 3), -0.8 / 0.25 + 0.2 / 0.75],
    // Clipped to the floats nearest to 10⁻⁷ and 1 − 10⁻⁷, which is 1 − 2⁻²³.
    [0, 1, 0, -Math.log(Math.fround(1e-7)), 0],
    [1, 0, 0, 23 * Math.LN2, 0],
  ],
  binaryCrossentropyFromLogits: [
    [Math.log(3), 1, 0, Math.log(4 / 3), -0.25],
    [Math.log(3), 0, 0, Math.log(4), 0.75],
    [Math.log(3), 1, 0.4, 0.8 * Math.log(4 / 3) + 0.2 * Math.log(4), -0.05],
    [-1e4, 1, 0, 1e4, -1],
    [1e4, 0, 0, 1e4, 1],
    [1e4, 1, 0, 0, 0],
  ],
  logCosh: [
    [2, 1, 0, Math.log(Math.cosh(1)), Math.tanh(1)],
    [-1e4, 1, 0, 10_001 - Math.LN2, -1],
  ],
  meanAbsolutePercentageError: [
    [3, -2, 0, 250, 50],
    [1, 4, 0, 75, -25],
    [1e-7, 0, 0, 100, 1e9],
  ],
  quantile: [
    [3, 1, 0.9, 0.2, 0.1],
    [-1, 1, 0.9, 1.8, -0.9],
    [1, 1, 0.9, 0, 0],
  ],
  poisson: [
    [2, 3, 0, 2 - 3 * Math.log(2 + Math.fround(1e-7)), 1 - 3 / (2 + Math.fround(1e-7))],
    [0.5, 0, 0, 0.5, 1],
  ],
  poissonFromLog: [
    [Math.LN2, 3, 0, 2 - 3 * Math.LN2, -1],
    [-1e4, 0, 0, 0, 0],
  ],
  klDivergence: [
    [0.25, 0.5, 0, 0.5 * Math.LN2, -2],
    // Clipped to [10⁻⁷, 1].
    [2, 0.5, 0, -0.5 * Math.LN2, 0],
    [0, 1, 0, -Math.log(Math.fround(1e-7)), 0],
    [0.5, 0, 0, Math.fround(1e-7) * Math.log(2 * Math.fround(1e-7)), -2 * Math.fround(1e-7)],
  ],
  meanSquaredLogarithmicError: [
    [3, 1, 0, Math.LN2 ** 2, Math.LN2 / 2],
    [1, 3, 0, Math.LN2 ** 2, -Math.LN2],
    // Less than 10⁻⁷ counts as 10⁻⁷.
    [-2, 1, 0, (Math.LN2 - Math.fround(1e-7)) ** 2, 0],
    [1, -2, 0, (Math.LN2 - Math.fround(1e-7)) ** 2, Math.LN2 - Math.fround(1e-7)],
  ],
};

test.each(names)("%s: known values and gradients", (name) => {
  for (const [p, y, parameter, expected, gradient] of known[name]) {
    const prediction = tensor([[p]]);
    const found = gradients(() => loss(prediction, tensor([[y]]), null, name, parameter), [prediction]);
    expect(value(found.loss)).toBeCloseTo(expected, 7);
    expect(found.gradients[0].toArray()[0]).toBeCloseTo(gradient, 8);
  }
});

test.each(names)("%s: gradients by central differences, with weights and without", (name) => {
  const prediction = distinct("p", [5, 3, 1], 0.1, 0.9);
  const target = distinct("y", [5, 3, 1], 0.1, 0.9);
  const parameter = name === "huber" ? 0.2 : name === "quantile" ? 0.8 : 0;
  const weights = distinct("w", [5], 0, 3);
  expect(expectGradients((p) => loss(p, target, null, name, parameter), [prediction])).toBe(15);
  expect(expectGradients((p) => scale(loss(p, target, weights, name, parameter), 3), [prediction])).toBe(15);
});

test("every loss was checked", () => {
  expect(names).toHaveLength(12);
});

test("the mean over examples of weight · mean over the rest", () => {
  const prediction = tensor([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
  expect(value(loss(prediction, zeros([3, 2]), null, "meanAbsoluteError"))).toBeCloseTo(3.5, 14);
  expect(value(loss(prediction, zeros([3, 2]), tensor([0, 2, 10]), "meanAbsoluteError"))).toBeCloseTo((7 + 55) / 3, 14);
});

test("refuses different shapes, wrong weights and nothing at all", () => {
  expect(() => loss(zeros([3, 1]), zeros([3]), null, "huber", 1)).toThrow(
    "loss huber reads two tensors of the same shape, got [3, 1] and [3]",
  );
  expect(() => loss(zeros([3, 2]), zeros([3, 2]), zeros([2]), "logCosh")).toThrow(
    "loss logCosh: weights has shape [3] here, got [2]",
  );
  expect(() => loss(zeros([0, 2]), zeros([0, 2]), null, "logCosh")).toThrow(
    "loss logCosh reads [examples, ...] with at least one element, got [0, 2]",
  );
  expect(() => loss(zeros([]), zeros([]), null, "logCosh")).toThrow("loss logCosh reads [examples, ...]");
});

test("refuses to lose the gradient of a target or of weights", () => {
  const [target, weights] = [zeros([2]), zeros([2])];
  const f = (): Tensor => loss(zeros([2]), target, weights, "logCosh");
  expect(() => gradients(f, [target])).toThrow("loss logCosh: target has no gradient");
  expect(() => gradients(f, [weights])).toThrow("loss logCosh: weights has no gradient");
});

import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { gradients } from "../tensor/tape.ts";
import { intTensor, tensor, type Tensor } from "../tensor/tensor.ts";
import { crossentropy } from "./crossentropy.ts";
import { softmaxCrossentropy } from "./softmax-crossentropy.ts";
import { softmax } from "./softmax.ts";

use(createReference("float64"));

const value = (y: Tensor): number => y.toArray()[0];
const labels = intTensor([2, 0, 3, 0, 1]);

test("known values; rows need not sum to 1", () => {
  const p = tensor([
    [1, 2, 5],
    [0.5, 0.25, 0.25],
  ]);
  expect(value(crossentropy(p, intTensor([2, 1])))).toBeCloseTo((Math.log(8 / 5) + Math.log(4)) / 2, 14);
  const ignored = { ignoredLabel: 9, labelSmoothing: 0.3 };
  const smoothed = 0.8 * Math.log(8 / 5) + 0.1 * Math.log(4) + 0.1 * Math.log(8);
  expect(value(crossentropy(p, intTensor([2, 9]), ignored))).toBeCloseTo(smoothed, 14);
});

test("gradients by central differences: labels and shares, smoothing, weights", () => {
  const p = distinct("p", [5, 4], 0.1, 0.9);
  const shares = distinct("shares", [5, 4], 0, 1);
  const weights = distinct("weights", [5], 0, 3);
  expect(expectGradients((x) => crossentropy(x, labels, { weights }), [p])).toBe(20);
  expect(expectGradients((x) => crossentropy(x, labels, { labelSmoothing: 0.2, ignoredLabel: 0 }), [p])).toBe(20);
  expect(expectGradients((x) => crossentropy(x, shares, { weights, labelSmoothing: 0.2 }), [p])).toBe(20);
});

test("after a softmax it is softmaxCrossentropy, also its gradient", () => {
  const logits = distinct("logits", [5, 4], -3, 3);
  for (const targets of [labels, distinct("shares", [5, 4], 0, 1)]) {
    const options = { labelSmoothing: 0.1 };
    const apart = gradients(() => crossentropy(softmax(logits), targets, options), [logits]);
    const fused = gradients(() => softmaxCrossentropy(logits, targets, options), [logits]);
    expect(value(apart.loss)).toBeCloseTo(value(fused.loss), 13);
    const computed = fused.gradients[0].toArray();
    apart.gradients[0].toArray().forEach((gradient, i) => expect(gradient).toBeCloseTo(computed[i], 13));
  }
});

test("clipped to 10⁻⁷ and 1 − 2⁻²³, without a gradient there", () => {
  const p = tensor([[0, 1]]);
  for (const [label, expected] of [
    [0, -Math.log(Math.fround(1e-7))],
    [1, -Math.log1p(-(2 ** -23))],
  ] as const) {
    const found = gradients(() => crossentropy(p, intTensor([label])), [p]);
    expect(value(found.loss)).toBeCloseTo(expected, 13);
    expect(Array.from(found.gradients[0].toArray(), Math.abs)).toEqual([0, 0]);
  }
});

test("names a label that is not a class", () => {
  expect(() => crossentropy(tensor([[0.5, 0.5]]), intTensor([2]))).toThrow(
    "crossentropy: label 2 at [0] is not a class; classes are 0 to 1",
  );
});

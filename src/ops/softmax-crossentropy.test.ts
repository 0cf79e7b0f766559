import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { scope } from "../tensor/memory.ts";
import { gradients } from "../tensor/tape.ts";
import { intTensor, tensor, zeros, type Tensor } from "../tensor/tensor.ts";
import { activate } from "./activate.ts";
import { matmul } from "./matmul.ts";
import { scale } from "./scale.ts";
import { softmaxCrossentropy } from "./softmax-crossentropy.ts";

use(createReference("float64"));

const value = (y: Tensor): number => y.toArray()[0];
const labels = intTensor([2, 0, 3, 0, 1]);

test("known values: −ln of the label's share of the powers", () => {
  const logits = tensor([
    [0, Math.log(2), Math.log(5)],
    [0, Math.log(2), Math.log(5)],
  ]);
  const two = intTensor([2, 0]);
  expect(value(softmaxCrossentropy(logits, two))).toBeCloseTo((Math.log(8 / 5) + Math.log(8)) / 2, 14);
  expect(value(softmaxCrossentropy(logits, two, { weights: tensor([3, 0]) }))).toBeCloseTo(1.5 * Math.log(8 / 5), 14);
  // Smoothing 0.3 gives 0.8 to the label and 0.1 to each other class.
  const smoothed = 0.8 * Math.log(8 / 5) + 0.1 * Math.log(4) + 0.1 * Math.log(8);
  const first = { labelSmoothing: 0.3, weights: tensor([2, 0]) };
  expect(value(softmaxCrossentropy(logits, two, first))).toBeCloseTo(smoothed, 14);
  const found = gradients(() => softmaxCrossentropy(logits, two), [logits]).gradients[0].toArray();
  [0.125, 0.25, -0.375, -0.875, 0.25, 0.625].forEach((gradient, i) => expect(found[i]).toBeCloseTo(gradient / 2, 14));
});

test("gradients by central differences: labels and shares, smoothing, weights, ignored rows", () => {
  const logits = distinct("logits", [5, 4], -3, 3);
  const shares = distinct("shares", [5, 4], 0, 1);
  const weights = distinct("weights", [5], 0, 3);
  expect(expectGradients((x) => softmaxCrossentropy(x, labels), [logits])).toBe(20);
  expect(expectGradients((x) => scale(softmaxCrossentropy(x, labels, { weights }), 3), [logits])).toBe(20);
  expect(expectGradients((x) => softmaxCrossentropy(x, labels, { labelSmoothing: 0.2 }), [logits])).toBe(20);
  expect(expectGradients((x) => softmaxCrossentropy(x, labels, { ignoredLabel: 0 }), [logits])).toBe(20);
  expect(expectGradients((x) => softmaxCrossentropy(x, shares, { weights, labelSmoothing: 0.2 }), [logits])).toBe(20);
});

test("rows of the ignored label count for nothing; a weight of zero still counts as a row", () => {
  const logits = distinct("logits", [2, 2, 4], -3, 3);
  const rows = [0, 1, 2, 3].map((row) => tensor(logits.toArray().slice(4 * row, 4 * row + 4), [1, 4]));
  const loss = (row: number, label: number): number => value(softmaxCrossentropy(rows[row], intTensor([label])));
  const padded = intTensor([
    [3, 1],
    [2, -1],
  ]);
  const options = { ignoredLabel: -1 };
  const alone = (loss(0, 3) + loss(1, 1) + loss(2, 2)) / 3;
  expect(value(softmaxCrossentropy(logits, padded, options))).toBeCloseTo(alone, 14);
  const weighted = (5 * (loss(0, 3) + loss(1, 1)) + 0 * loss(2, 2)) / 3;
  const found = gradients(() => softmaxCrossentropy(logits, padded, { ...options, weights: tensor([5, 0]) }), [logits]);
  expect(value(found.loss)).toBeCloseTo(weighted, 14);
  expect(Array.from(found.gradients[0].toArray().slice(8))).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  const each = tensor([
    [1, 2],
    [3, 4],
  ]);
  const separately = (loss(0, 3) + 2 * loss(1, 1) + 3 * loss(2, 2)) / 3;
  expect(value(softmaxCrossentropy(logits, padded, { ...options, weights: each }))).toBeCloseTo(separately, 14);
  const nothing = gradients(() => softmaxCrossentropy(rows[0], intTensor([-1]), options), [rows[0]]);
  expect([value(nothing.loss), ...nothing.gradients[0].toArray()]).toEqual([0, 0, 0, 0, 0]);
});

test("extreme and impossible logits", () => {
  const sure = tensor([[1e4, -1e4, -Infinity]]);
  expect(value(softmaxCrossentropy(sure, intTensor([0])))).toBe(0);
  const wrong = gradients(() => softmaxCrossentropy(sure, intTensor([1])), [sure]);
  expect([value(wrong.loss), ...wrong.gradients[0].toArray()]).toEqual([2e4, 1, -1, 0]);
  expect(value(softmaxCrossentropy(sure, tensor([[0.5, 0.5, 0]])))).toBe(1e4);
  expect(value(softmaxCrossentropy(sure, intTensor([2])))).toBe(Infinity);
  expect(value(softmaxCrossentropy(tensor([[0, NaN]]), intTensor([0])))).toBe(NaN);
});

test("names the first label that is not a class and where it is", () => {
  const bad = intTensor([
    [0, -1],
    [4, 1],
  ]);
  const call = (ignoredLabel: number | null) => () => softmaxCrossentropy(zeros([2, 2, 4]), bad, { ignoredLabel });
  expect(call(null)).toThrow("softmaxCrossentropy: label -1 at [0, 1] is not a class; classes are 0 to 3; help: give");
  expect(call(-1)).toThrow("label 4 at [1, 0] is not a class; classes are 0 to 3; help: give the last layer a unit");
});

test("refuses shapes that do not fit and options out of range", () => {
  const logits = zeros([5, 4]);
  expect(() => softmaxCrossentropy(logits, intTensor([0, 1]))).toThrow(
    "softmaxCrossentropy: labels has shape [5] here, got [2]",
  );
  expect(() => softmaxCrossentropy(logits, zeros([5]))).toThrow(
    "softmaxCrossentropy reads two tensors of the same shape, got [5, 4] and [5]",
  );
  expect(() => softmaxCrossentropy(zeros([0, 4]), zeros([0, 4]))).toThrow("with at least one element, got [0, 4]");
  expect(() => softmaxCrossentropy(logits, labels, { weights: zeros([4]) })).toThrow(
    "softmaxCrossentropy: weights lie along the first axes of [5], got [4]",
  );
  expect(() => softmaxCrossentropy(logits, labels, { labelSmoothing: 1.5 })).toThrow("from 0 to 1, got 1.5");
  expect(() => softmaxCrossentropy(logits, labels, { ignoredLabel: 0.5 })).toThrow("must be an int32, got 0.5");
  expect(() => softmaxCrossentropy(logits, zeros([5, 4]), { ignoredLabel: 0 })).toThrow("is for int32 labels");
});

test("refuses to lose the gradient of targets or weights", () => {
  const [targets, weights] = [zeros([1, 2]), zeros([1])];
  const f = (): Tensor => softmaxCrossentropy(zeros([1, 2]), targets, { weights });
  expect(() => gradients(f, [targets])).toThrow("softmaxCrossentropy: targets has no gradient");
  expect(() => gradients(f, [weights])).toThrow("softmaxCrossentropy: weights has no gradient");
});

test("mayOverwrite: the gradient takes the place of logits that nothing else reads, and only of those", () => {
  const [x, w] = [distinct("x", [5, 3]), distinct("w", [3, 4])];
  const plain = gradients(() => softmaxCrossentropy(matmul(x, w), labels), [x, w]).gradients.map((gradient) =>
    gradient.toArray(),
  );
  for (const [used, overwritten] of [
    [(logits: Tensor) => logits, true],
    [(logits: Tensor) => activate(logits, "linear"), false],
  ] as const) {
    scope(() => {
      let logits = x;
      let before: ArrayLike<number> = [];
      const found = gradients(
        () => {
          logits = used(matmul(x, w));
          before = logits.toArray();
          return softmaxCrossentropy(logits, labels, { mayOverwrite: true });
        },
        [x, w],
        { consume: () => [logits] },
      );
      expect(found.gradients.map((gradient) => gradient.toArray())).toEqual(plain);
      const isSame = Array.from(before).every((each, i) => each === logits.toArray()[i]);
      expect(isSame).toBe(!overwritten);
    });
  }
});

import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { gradients } from "../tensor/tape.ts";
import { tensor, zeros } from "../tensor/tensor.ts";
import { binaryFocal } from "./binary-focal.ts";
import { loss } from "./loss.ts";

use(createReference("float64"));

const target = distinct("y", [5, 3], 0, 1);

test("gradients by central differences, with every option", () => {
  const weights = distinct("w", [5], 0, 3);
  let checked = 0;
  for (const fromLogits of [false, true]) {
    const prediction = fromLogits ? distinct("x", [5, 3], -3, 3) : distinct("p", [5, 3], 0.05, 0.95);
    for (const options of [{}, { gamma: 0 }, { gamma: 0.5, alpha: 0.7 }, { labelSmoothing: 0.2, weights }]) {
      checked += expectGradients((x) => binaryFocal(x, target, { ...options, fromLogits }), [prediction]);
    }
  }
  expect(checked).toBe(8 * 15);
});

test("γ = 0 makes it the cross-entropy, from probabilities and from logits", () => {
  for (const [fromLogits, name] of [
    [false, "binaryCrossentropy"],
    [true, "binaryCrossentropyFromLogits"],
  ] as const) {
    const prediction = distinct("p", [5, 3], 0.05, 0.95);
    const focal = binaryFocal(prediction, target, { gamma: 0, labelSmoothing: 0.1, fromLogits });
    expect(focal.toArray()[0]).toBeCloseTo(loss(prediction, target, null, name, 0.1).toArray()[0], 13);
  }
});

const known = (p: number, y: number, alpha: number | null): number =>
  binaryFocal(tensor([p]), tensor([y]), { alpha }).toArray()[0];

test("α weighs the ones, 1 − α the zeros, and what is right already weighs little", () => {
  expect(known(0.9, 1, null)).toBeCloseTo(0.01 * -Math.log(0.9), 14);
  expect(known(0.9, 1, 0.2)).toBeCloseTo(0.2 * 0.01 * -Math.log(0.9), 14);
  expect(known(0.9, 0, 0.2)).toBeCloseTo(0.8 * 0.81 * -Math.log(0.1), 12);
});

test("very sure and wrong logits keep their gradient", () => {
  const logits = tensor([[1000], [-1000]]);
  const { gradients: found } = gradients(() => binaryFocal(logits, tensor([[0], [1]]), { fromLogits: true }), [logits]);
  expect([...found[0].toArray()]).toEqual([0.5, -0.5]);
});

test("refuses other weights", () => {
  expect(() => binaryFocal(zeros([2, 3]), zeros([2, 3]), { weights: zeros([3]) })).toThrow(
    "binaryFocal: weights lie along the first axes of [2], got [3]",
  );
});

import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { gradients } from "../tensor/tape.ts";
import { tensor } from "../tensor/tensor.ts";
import { categoricalFocal } from "./categorical-focal.ts";
import { softmaxCrossentropy } from "./softmax-crossentropy.ts";

use(createReference("float64"));

const target = distinct("shares", [4, 3, 5], 0, 1);

test("gradients by central differences, with every option", () => {
  const weights = distinct("w", [4], 0, 3);
  let checked = 0;
  for (const fromLogits of [false, true]) {
    const prediction = fromLogits ? distinct("x", [4, 3, 5], -3, 3) : distinct("p", [4, 3, 5], 0.05, 0.9);
    for (const options of [{}, { gamma: 0 }, { gamma: 0.5, alpha: 0.7 }, { labelSmoothing: 0.2, weights }]) {
      checked += expectGradients((x) => categoricalFocal(x, target, { ...options, fromLogits }), [prediction]);
    }
  }
  expect(checked).toBe(8 * 60);
});

test("γ = 0 and α = 1 make it the cross-entropy", () => {
  const logits = distinct("x", [4, 3, 5], -3, 3);
  const focal = categoricalFocal(logits, target, { gamma: 0, alpha: 1, fromLogits: true, labelSmoothing: 0.1 });
  expect(focal.toArray()[0]).toBeCloseTo(softmaxCrossentropy(logits, target, { labelSmoothing: 0.1 }).toArray()[0], 13);
});

test("a class that is right with 0.9 weighs a hundredth of one that is right by a hair", () => {
  const [sure, unsure] = [tensor([[0.9, 0.1]]), tensor([[1e-6, 1 - 1e-6]])];
  const first = tensor([[1, 0]]);
  expect(categoricalFocal(sure, first).toArray()[0]).toBeCloseTo(0.25 * 0.01 * -Math.log(0.9), 12);
  expect(categoricalFocal(unsure, first).toArray()[0]).toBeCloseTo(0.25 * (1 - 1e-6) ** 2 * -Math.log(1e-6), 9);
});

test("very sure and wrong logits keep their gradient", () => {
  const logits = tensor([[100, -100]]);
  const { gradients: found } = gradients(
    () => categoricalFocal(logits, tensor([[0, 1]]), { alpha: 1, fromLogits: true }),
    [logits],
  );
  expect([...found[0].toArray()]).toEqual([1, -1]);
});

import { expect, test } from "vitest";
import { distinct } from "../../test/gradients.ts";
import { dense } from "../layers/dense.ts";
import { embedding } from "../layers/embedding.ts";
import { gru } from "../layers/recurrent/gru.ts";
import type { Model } from "../models/model.ts";
import { sequential } from "../models/sequential.ts";
import { assign, intTensor, tensor, type Tensor } from "../tensor/tensor.ts";
import { leaveOutParts, leaveOutTokens } from "./leave-one-out.ts";

function reader(maskZero: boolean): Model {
  const model = sequential(
    [embedding({ inputDim: 6, outputDim: 4, maskZero }), gru({ units: 3 }), dense({ units: 1 })],
    { input: [null] },
  );
  assign(model.flat, distinct("weights", [model.flat.size], -1.2, 1.2).toArray());
  return model;
}

const of = (output: Tensor): Tensor => output;

test("each token is taken out, and the rest is padded in front", () => {
  const model = reader(false);
  const value = (tokens: readonly number[]): number => model.call(intTensor([tokens])).toArray()[0];
  const found = leaveOutTokens(model, Int32Array.of(3, 5, 2), { of, length: 4, batchSize: 2 });
  const whole = value([0, 3, 5, 2]);
  const without = [value([0, 0, 5, 2]), value([0, 0, 3, 2]), value([0, 0, 3, 5])];
  without.forEach((other, i) => expect(found[i]).toBeCloseTo(whole - other, 6));
  expect(found).toHaveLength(3);
  expect(new Set(found).size).toBe(3);
});

test("with a mask lengths do not matter; a lone token leaves padding behind", () => {
  const model = reader(true);
  const value = (tokens: readonly number[]): number => model.call(intTensor([tokens])).toArray()[0];
  const found = leaveOutTokens(model, [3, 5], { of });
  expect(found[0]).toBeCloseTo(value([3, 5]) - value([5]), 6);
  expect(found[1]).toBeCloseTo(value([3, 5]) - value([3]), 6);
  expect(leaveOutTokens(model, [3], { of })[0]).toBeCloseTo(value([3]) - value([0]), 6);
  expect(leaveOutTokens(model, [], { of })).toHaveLength(0);
});

test("parts of floats take the baseline's values", () => {
  const model = sequential([gru({ units: 3 }), dense({ units: 1 })], { input: [3, 2] });
  assign(model.flat, distinct("weights", [model.flat.size], -1.2, 1.2).toArray());
  const x = tensor([
    [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
  ]);
  const value = (rows: number[][]): number => model.call(tensor([rows])).toArray()[0];
  const steps = [
    [0, 1],
    [2, 3],
    [4, 5],
  ];
  const features = [
    [0, 2, 4],
    [1, 3, 5],
  ];
  const found = leaveOutParts(model, x, [...steps, ...features], { of, baseline: [9, 8, 9, 8, 9, 8], batchSize: 4 });
  const whole = value([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
  const without = [
    [
      [9, 8],
      [3, 4],
      [5, 6],
    ],
    [
      [1, 2],
      [9, 8],
      [5, 6],
    ],
    [
      [1, 2],
      [3, 4],
      [9, 8],
    ],
    [
      [9, 2],
      [9, 4],
      [9, 6],
    ],
    [
      [1, 8],
      [3, 8],
      [5, 8],
    ],
  ].map(value);
  expect(found).toHaveLength(5);
  without.forEach((other, i) => expect(found[i]).toBeCloseTo(whole - other, 6));
  expect(() => leaveOutParts(model, x, steps, { of, baseline: [1] })).toThrow("got [1, 3, 2] and 1 elements");
});

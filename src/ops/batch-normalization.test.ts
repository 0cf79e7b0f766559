import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { intTensor, tensor, zeros, type Tensor } from "../tensor/tensor.ts";
import { batchNormalization, normalizeColumns } from "./batch-normalization.ts";

use(createReference("float64"));

const plain = { gamma: null, beta: null, epsilon: 1 };

test("each column to mean 0 and variance 1", () => {
  const root = Math.sqrt(3);
  const { y, mean, variance } = batchNormalization(
    tensor([
      [1, 5],
      [1 + 2 * root, 5],
    ]),
    plain,
  );
  expect(mean.toArray()[0]).toBeCloseTo(1 + root, 12);
  expect(variance.toArray()[0]).toBeCloseTo(3, 12);
  const expected = [-root / 2, 0, root / 2, 0];
  Array.from(y.toArray()).forEach((value, i) => expect(value).toBeCloseTo(expected[i], 12));
});

const rowMask = intTensor([
  [1, 1, 0],
  [0, 1, 0],
]);

test("rows that the mask leaves out do not count, but are normalized", () => {
  const x = tensor([
    [[1], [2], [90]],
    [[80], [3], [70]],
  ]);
  const { y, mean, variance } = batchNormalization(x, { ...plain, rowMask });
  expect(mean.toArray()[0]).toBeCloseTo(2, 6);
  expect(variance.toArray()[0]).toBeCloseTo(2 / 3, 6);
  expect(y.toArray()[2]).toBeCloseTo(88 / Math.sqrt(5 / 3), 4);
  const none = batchNormalization(x, { ...plain, rowMask: intTensor([0, 0, 0, 0, 0, 0], [2, 3]) });
  expect([none.mean.toArray()[0], none.variance.toArray()[0]]).toEqual([0, 0]);
});

test("gradients, with and without a mask, and with fixed moments", () => {
  const inputs = [distinct("x", [2, 3, 4]), distinct("gamma", [4]), distinct("beta", [4])];
  for (const mask of [null, rowMask]) {
    const f = (x: Tensor, gamma: Tensor, beta: Tensor): Tensor =>
      batchNormalization(x, { gamma, beta, epsilon: 1e-2, rowMask: mask }).y;
    expect(expectGradients(f, inputs)).toBe(32);
  }
  expect(expectGradients((x) => batchNormalization(x, plain).y, inputs.slice(0, 1))).toBe(24);
  const moments = { mean: distinct("mean", [4]), variance: distinct("variance", [4], 0.5, 2) };
  expect(
    expectGradients((x, gamma, beta) => normalizeColumns(x, moments, { gamma, beta, epsilon: 1e-2 }), inputs),
  ).toBe(32);
});

test("names what does not fit", () => {
  expect(() => batchNormalization(zeros([2, 3]), { ...plain, gamma: zeros([2]) })).toThrow(
    "batchNormalization: gamma has shape [3] here, got [2]",
  );
  expect(() => batchNormalization(zeros([2, 3]), { ...plain, rowMask })).toThrow(
    "batchNormalization: rowMask has shape [2] here, got [2, 3]",
  );
  expect(() => normalizeColumns(zeros([2, 3]), { mean: zeros([2]), variance: zeros([3]) }, plain)).toThrow(
    "normalizeColumns: mean has shape [3] here, got [2]",
  );
});

import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { tensor, zeros } from "../tensor/tensor.ts";
import { convolution } from "./convolution.ts";

use(createReference("float64"));

const x = tensor([[[1], [2], [3], [4], [5]]]);
const kernel = tensor([[[1]], [[10]], [[100]]]);

test.each([
  ["valid", 1, 1, [321, 432, 543]],
  ["valid", 2, 1, [321, 543]],
  ["valid", 1, 2, [531]],
  ["same", 1, 1, [210, 321, 432, 543, 54]],
  ["same", 2, 1, [210, 432, 54]],
  // Reach 5, missing 4: two zeros on each side.
  ["same", 1, 2, [310, 420, 531, 42, 53]],
  ["causal", 1, 1, [100, 210, 321, 432, 543]],
  ["causal", 2, 1, [100, 321, 543]],
  ["causal", 1, 2, [100, 200, 310, 420, 531]],
] as const)("%s, stride %d, dilation %d", (padding, stride, dilation, expected) => {
  expect(Array.from(convolution(x, kernel, null, { padding, stride, dilation }).toArray())).toEqual(expected);
  const inputs = [distinct("x", [2, 7, 3]), distinct("kernel", [3, 3, 2]), distinct("bias", [2])];
  const checked = expectGradients((a, b, c) => convolution(a, b, c, { padding, stride, dilation }), inputs);
  expect(checked).toBe(62);
});

test("an even amount of padding goes to the end", () => {
  // Width 2, one step missing: no zero before x.
  expect(Array.from(convolution(x, tensor([[[1]], [[10]]]), null, { padding: "same" }).toArray())).toEqual([
    21, 32, 43, 54, 5,
  ]);
});

test("options default to stride 1, dilation 1, valid; the bias is added to each filter", () => {
  expect(Array.from(convolution(x, kernel, tensor([0.5])).toArray())).toEqual([321.5, 432.5, 543.5]);
  expect(expectGradients((a, b) => convolution(a, b, null), [distinct("x", [1, 4, 2]), distinct("k", [1, 2, 3])])).toBe(
    14,
  );
});

test("names what does not fit", () => {
  expect(() => convolution(zeros([1, 5, 2]), zeros([3, 1, 4]), null)).toThrow(
    "convolution: kernel has shape [3, 2, 4] here, got [3, 1, 4]",
  );
  expect(() => convolution(x, kernel, zeros([2]))).toThrow("convolution: bias has shape [1] here, got [2]");
  expect(() => convolution(zeros([5, 1]), kernel, null)).toThrow(
    "convolution: x has the axes [batch, time, channels], got shape [5, 1]",
  );
  expect(() => convolution(zeros([1, 4, 1]), kernel, null, { dilation: 2 })).toThrow(
    'convolution: x has 4 steps, but a window takes 5; help: use padding "same"',
  );
  expect(() => convolution(x, kernel, null, { stride: 0 })).toThrow(
    "convolution: stride is an integer of at least 1, got 0",
  );
  expect(() => convolution(x, kernel, null, { dilation: 1.5 })).toThrow(
    "convolution: dilation is an integer of at least 1, got 1.5",
  );
});

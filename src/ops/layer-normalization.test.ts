import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { tensor, zeros } from "../tensor/tensor.ts";
import { layerNormalization } from "./layer-normalization.ts";

use(createReference("float64"));

test("each row to mean 0 and deviation 1, then scaled and moved", () => {
  // Mean 3, variance (4 + 0 + 4) / 3 + epsilon 4/3 = 4
  const x = tensor([[1, 3, 5]]);
  expect(Array.from(layerNormalization(x, null, null, 4 / 3).toArray())).toEqual([-1, 0, 1]);
  const moved = layerNormalization(x, tensor([2, 3, 4]), tensor([10, 20, 30]), 4 / 3);
  expect(Array.from(moved.toArray())).toEqual([8, 20, 34]);
});

test("gradients, with gamma and beta and without", () => {
  const [x, gamma, beta] = [distinct("x", [2, 3, 5]), distinct("gamma", [5]), distinct("beta", [5])];
  expect(expectGradients((a, b, c) => layerNormalization(a, b, c, 1e-3), [x, gamma, beta])).toBe(40);
  expect(expectGradients((a) => layerNormalization(a, null, null, 1e-3), [x])).toBe(30);
  expect(expectGradients((a, b) => layerNormalization(a, b, null, 1e-3), [x, gamma])).toBe(35);
  expect(expectGradients((a, c) => layerNormalization(a, null, c, 1e-3), [x, beta])).toBe(35);
});

test("a constant row gives beta", () => {
  expect(Array.from(layerNormalization(tensor([[4, 4]]), null, tensor([1, 2]), 1e-3).toArray())).toEqual([1, 2]);
});

test("names what does not fit", () => {
  expect(() => layerNormalization(zeros([2, 3]), zeros([2]), null, 1e-3)).toThrow(
    "layerNormalization: gamma has shape [3] here, got [2]",
  );
  expect(() => layerNormalization(zeros([2, 3]), null, zeros([2, 3]), 1e-3)).toThrow(
    "layerNormalization: beta has shape [3] here, got [2, 3]",
  );
});

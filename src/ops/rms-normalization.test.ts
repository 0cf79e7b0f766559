import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { tensor, zeros } from "../tensor/tensor.ts";
import { rmsNormalization } from "./rms-normalization.ts";

use(createReference("float64"));

test("each row to mean square 1, then scaled", () => {
  // Mean of squares (1 + 47) / 2 = 24, and 1 for epsilon.
  const x = tensor([[1, Math.sqrt(47)]]);
  const [first] = rmsNormalization(x, null, 1).toArray();
  expect(first).toBeCloseTo(1 / 5, 12);
  expect(rmsNormalization(x, tensor([10, 1]), 1).toArray()[0]).toBeCloseTo(2, 12);
  expect(Array.from(rmsNormalization(zeros([1, 2]), null, 1e-6).toArray())).toEqual([0, 0]);
});

test("gradients", () => {
  const [x, gamma] = [distinct("x", [2, 3, 5]), distinct("gamma", [5])];
  expect(expectGradients((a, b) => rmsNormalization(a, b, 1e-3), [x, gamma])).toBe(35);
  expect(expectGradients((a) => rmsNormalization(a, null, 0.3), [x])).toBe(30);
});

test("names what does not fit", () => {
  expect(() => rmsNormalization(zeros([2, 3]), zeros([2]), 1e-6)).toThrow(
    "rmsNormalization: gamma has shape [3] here, got [2]",
  );
});

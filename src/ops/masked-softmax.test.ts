import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { intTensor, tensor, zeros } from "../tensor/tensor.ts";
import { maskedSoftmax } from "./masked-softmax.ts";

use(createReference("float64"));

const keyMask = intTensor([
  [0, 1, 1],
  [0, 0, 0],
]);

test("keys that are not seen have weight zero, all of them when none is", () => {
  const x = tensor([
    [
      [5, 1, 1],
      [1, 2, 2],
    ],
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
  ]);
  expect(Array.from(maskedSoftmax(x, { keyMask }).toArray())).toEqual([0, 0.5, 0.5, 0, 0.5, 0.5, 0, 0, 0, 0, 0, 0]);
  const causal = Array.from(maskedSoftmax(zeros([1, 3, 3]), { causal: true }).toArray());
  expect(causal).toEqual([1, 0, 0, 0.5, 0.5, 0, 1 / 3, 1 / 3, 1 / 3]);
});

test("gradients", () => {
  const x = distinct("x", [2, 4, 3], -3, 3);
  expect(expectGradients((a) => maskedSoftmax(a), [x])).toBe(24);
  expect(expectGradients((a) => maskedSoftmax(a, { keyMask, causal: true }), [x])).toBe(24);
});

test("names a mask that does not fit", () => {
  expect(() => maskedSoftmax(zeros([2, 4, 5]), { keyMask })).toThrow(
    "maskedSoftmax: keyMask has shape [2, 5] here, got [2, 3]",
  );
});

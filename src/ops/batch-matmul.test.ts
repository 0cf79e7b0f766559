import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { tensor, zeros, type Tensor } from "../tensor/tensor.ts";
import { batchMatmul } from "./batch-matmul.ts";
import { matmul } from "./matmul.ts";

use(createReference("float64"));

test("each pair is multiplied by itself", () => {
  const a = tensor([[[1, 2]], [[3, 4]]]);
  const b = tensor([
    [[10], [20]],
    [[30], [40]],
  ]);
  expect(Array.from(batchMatmul(a, b).toArray())).toEqual([50, 250]);
});

/** The second of two matrices. */
const half = (x: Tensor): Tensor => tensor(Float64Array.from(x.toArray()).subarray(x.size / 2), x.shape.slice(1));

const forms = [false, true].flatMap((transposeA) => [false, true].map((transposeB) => ({ transposeA, transposeB })));

test.each(forms)("gradients and values: %o", (options) => {
  const a = distinct("a", options.transposeA ? [2, 4, 3] : [2, 3, 4]);
  const b = distinct("b", options.transposeB ? [2, 5, 4] : [2, 4, 5]);
  expect(expectGradients((p, q) => batchMatmul(p, q, options), [a, b])).toBe(64);
  const second = Array.from(matmul(half(a), half(b), options).toArray());
  expect(Array.from(batchMatmul(a, b, options).toArray()).slice(15)).toEqual(second);
});

test("names what does not fit", () => {
  expect(() => batchMatmul(zeros([2, 3, 4]), zeros([3, 4, 5]))).toThrow(
    "batchMatmul reads as many matrices of each, [rows, inner] and [inner, columns], got [2, 3, 4] and [3, 4, 5]",
  );
  expect(() => batchMatmul(zeros([2, 3, 4]), zeros([2, 4, 5]), { transposeB: true })).toThrow("[2, 4, 5] transposed");
});

import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { tensor, zeros } from "../tensor/tensor.ts";
import { linearScan } from "./linear-scan.ts";

use(createReference("float64"));

test("each step is the one before times its decay, plus its x", () => {
  const decay = tensor([
    [
      [0.5, 0],
      [2, 1],
      [0, -1],
    ],
  ]);
  const x = tensor([
    [
      [1, 1],
      [1, 2],
      [3, 5],
    ],
  ]);
  expect(Array.from(linearScan(decay, x, null).toArray())).toEqual([1, 1, 3, 3, 3, 2]);
  expect(Array.from(linearScan(decay, x, tensor([[4, 7]])).toArray())).toEqual([3, 1, 7, 3, 3, 2]);
});

test("gradients, with initial values and without", () => {
  const [decay, x, initial] = [distinct("decay", [2, 4, 3]), distinct("x", [2, 4, 3]), distinct("initial", [2, 3])];
  expect(expectGradients((a, b, c) => linearScan(a, b, c), [decay, x, initial])).toBe(54);
  expect(expectGradients((a, b) => linearScan(a, b, null), [decay, x])).toBe(48);
});

test("names what does not fit", () => {
  expect(() => linearScan(zeros([1, 2, 3]), zeros([1, 2, 2]), null)).toThrow(
    "linearScan: x has shape [1, 2, 3] here, got [1, 2, 2]",
  );
  expect(() => linearScan(zeros([1, 2, 3]), zeros([1, 2, 3]), zeros([3]))).toThrow(
    "linearScan: initial has shape [1, 3] here, got [3]",
  );
});

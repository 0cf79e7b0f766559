import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { intTensor, tensor, zeros } from "../tensor/tensor.ts";
import { meanOverTime } from "./mean-over-time.ts";

use(createReference("float64"));

const x = tensor([
  [
    [1, 2],
    [3, 5],
    [8, 9],
  ],
  [
    [10, 20],
    [30, 40],
    [50, 90],
  ],
  [
    [7, 7],
    [7, 7],
    [7, 7],
  ],
]);
const stepMask = intTensor([
  [0, 1, 1],
  [1, 0, 0],
  [0, 0, 0],
]);

test("the mean over all steps, or those kept; zeros where none is", () => {
  expect(Array.from(meanOverTime(x, null).toArray())).toEqual([4, 16 / 3, 30, 50, 7, 7]);
  expect(Array.from(meanOverTime(x, stepMask).toArray())).toEqual([5.5, 7, 10, 20, 0, 0]);
});

test("gradients, with a mask and without", () => {
  expect(expectGradients((z) => meanOverTime(z, null), [distinct("x", [3, 3, 2])])).toBe(18);
  expect(expectGradients((z) => meanOverTime(z, stepMask), [distinct("x", [3, 3, 2])])).toBe(18);
});

test("names what does not fit", () => {
  expect(() => meanOverTime(x, intTensor([[1, 1]]))).toThrow(
    "meanOverTime: stepMask has shape [3, 3] here, got [1, 2]",
  );
  expect(() => meanOverTime(x, zeros([3, 3]))).toThrow("meanOverTime: stepMask holds int32 values, got float64");
  expect(() => meanOverTime(zeros([3]), null)).toThrow("meanOverTime: x has the axes [batch, time, n], got shape [3]");
});

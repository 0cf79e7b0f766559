import { expect, test } from "vitest";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { intTensor, tensor, zeros } from "../tensor/tensor.ts";
import { bothMasks, eitherMask, joinMasks, rowsDiffer } from "./masks.ts";

use(createReference("float64"));

const [a, b] = [intTensor([[1, 1, 0, 0]]), intTensor([[1, 0, 1, 0]])];

test("both and either", () => {
  expect(Array.from(bothMasks(a, b).toArray())).toEqual([1, 0, 0, 0]);
  expect(Array.from(eitherMask(a, b).toArray())).toEqual([1, 1, 1, 0]);
  expect(() => bothMasks(a, intTensor([[1]]))).toThrow("bothMasks reads two tensors of the same shape");
  expect(() => eitherMask(zeros([1, 4]), b)).toThrow("eitherMask: a holds int32 values");
});

test("one sequence after another, example by example", () => {
  const two = intTensor([
    [1, 0],
    [0, 0],
  ]);
  const joined = joinMasks(2, { mask: two, time: 2 }, { mask: null, time: 1 });
  expect(joined.shape).toEqual([2, 3]);
  expect(Array.from(joined.toArray())).toEqual([1, 0, 1, 0, 0, 1]);
});

test("rows that differ from a value anywhere", () => {
  const x = tensor([
    [
      [0.1, 0.1],
      [0.1, 0],
      [0, 0.1],
    ],
  ]);
  expect(Array.from(rowsDiffer(x, 0.1).toArray())).toEqual([0, 1, 1]);
});

import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { tensor, zeros } from "../tensor/tensor.ts";
import { permute } from "./permute.ts";

use(createReference("float64"));

test("axes in another order", () => {
  const x = tensor([
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
  ]);
  const y = permute(x, [0, 2, 1]);
  expect(y.shape).toEqual([1, 3, 2]);
  expect(Array.from(y.toArray())).toEqual([1, 4, 2, 5, 3, 6]);
  const back = permute(permute(x, [2, 0, 1]), [1, 2, 0]);
  expect(back.shape).toEqual(x.shape);
  expect(back.toArray()).toEqual(x.toArray());
});

test("gradients", () => {
  const x = distinct("x", [2, 3, 4, 5]);
  for (const order of [
    [0, 2, 1, 3],
    [3, 0, 1, 2],
    [2, 3, 1, 0],
  ]) {
    expect(expectGradients((a) => permute(a, order), [x])).toBe(120);
  }
});

test("names an order that is none", () => {
  expect(() => permute(zeros([2, 3, 4]), [0, 1, 1])).toThrow(
    "permute: order names each axis of x once, [0, 1, 2] in any order for shape [2, 3, 4], got [0, 1, 1]",
  );
  expect(() => permute(zeros([2, 3]), [0])).toThrow("got [0]");
});

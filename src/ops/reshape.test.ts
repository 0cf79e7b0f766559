import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { assign, tensor } from "../tensor/tensor.ts";
import { reshape } from "./reshape.ts";

use(createReference("float64"));

test("the same numbers in another shape, one length left open", () => {
  const x = tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  expect(reshape(x, [3, 2]).shape).toEqual([3, 2]);
  expect(reshape(x, [-1, 2, 1]).shape).toEqual([3, 2, 1]);
  expect(reshape(tensor([7]), []).shape).toEqual([]);
  expect(Array.from(reshape(x, [6]).toArray())).toEqual([1, 2, 3, 4, 5, 6]);
  expect(expectGradients((z) => reshape(z, [5, -1]), [distinct("x", [3, 5])])).toBe(15);
});

test("shares memory", () => {
  const x = tensor([1, 2]);
  const y = reshape(x, [2, 1]);
  assign(x, [3, 4]);
  expect(Array.from(y.toArray())).toEqual([3, 4]);
});

test.each([[[4]], [[-1, 4]], [[-1, -1]], [[-1, 0]], [[2, 4]]])("refuses %j for six numbers", (shape) => {
  expect(() => reshape(tensor([1, 2, 3, 4, 5, 6]), shape)).toThrow(
    `reshape: [6] holds 6 elements, which [${shape.join(", ")}] cannot`,
  );
});

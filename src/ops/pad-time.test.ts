import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { tensor, zeros } from "../tensor/tensor.ts";
import { padTime } from "./pad-time.ts";

use(createReference("float64"));

test("zeros before and after each example", () => {
  const y = padTime(
    tensor([
      [[1], [2]],
      [[3], [4]],
    ]),
    1,
    2,
  );
  expect(y.shape).toEqual([2, 5, 1]);
  expect(Array.from(y.toArray())).toEqual([0, 1, 2, 0, 0, 0, 3, 4, 0, 0]);
});

test("gradients", () => {
  expect(expectGradients((a) => padTime(a, 2, 1), [distinct("x", [2, 3, 4])])).toBe(24);
  expect(() => padTime(zeros([1, 2, 3]), -1, 0)).toThrow("padTime: before is an integer of at least 0, got -1");
});

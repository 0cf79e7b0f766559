import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { gradients } from "../tensor/tape.ts";
import { tensor, zeros } from "../tensor/tensor.ts";
import { maxPooling } from "./max-pooling.ts";
import { sum } from "./sum.ts";

use(createReference("float64"));

const x = tensor([[[1], [-5], [-3], [-4], [2]]]);

test.each([
  [{ pool: 2 }, [1, -3]],
  [{ pool: 2, stride: 1 }, [1, -3, -3, 2]],
  [{ pool: 3, stride: 1, padding: "same" }, [1, 1, -3, 2, 2]],
  [{ pool: 2, padding: "same" }, [1, -3, 2]],
  [{ pool: 1, stride: 2 }, [1, -3, 2]],
] as const)("%j", (options, expected) => {
  expect(Array.from(maxPooling(x, options).toArray())).toEqual(expected);
  expect(expectGradients((z) => maxPooling(z, options), [distinct("x", [2, 7, 3])])).toBe(42);
});

test("steps outside x never win, also over negative numbers", () => {
  const negative = tensor([[[-7], [-5], [-6]]]);
  expect(Array.from(maxPooling(negative, { pool: 3, stride: 1, padding: "same" }).toArray())).toEqual([-5, -5, -5]);
});

test("among equals the first gets the gradient", () => {
  const equal = tensor([[[4], [4], [4]]]);
  const { gradients: found } = gradients(() => sum(maxPooling(equal, { pool: 3 })), [equal]);
  expect(Array.from(found[0].toArray())).toEqual([1, 0, 0]);
});

test("a NaN comes through, and the first of several gets the gradient", () => {
  const withNaN = tensor([
    [
      [1, NaN],
      [3, 2],
      [NaN, 5],
      [NaN, 4],
    ],
  ]);
  const { gradients: found } = gradients(() => sum(maxPooling(withNaN, { pool: 4 })), [withNaN]);
  expect(Array.from(maxPooling(withNaN, { pool: 4 }).toArray())).toEqual([NaN, NaN]);
  expect(Array.from(maxPooling(withNaN, { pool: 2 }).toArray())).toEqual([3, NaN, NaN, 5]);
  expect(Array.from(found[0].toArray())).toEqual([0, 1, 0, 0, 1, 0, 0, 0]);
});

test("names what does not fit", () => {
  expect(() => maxPooling(zeros([1, 2, 1]), { pool: 3 })).toThrow(
    'maxPooling: x has 2 steps, but a window takes 3; help: use padding "same"',
  );
  expect(() => maxPooling(x, { pool: 0 })).toThrow("maxPooling: pool is an integer of at least 1, got 0");
  expect(() => maxPooling(zeros([2, 1]), { pool: 1 })).toThrow(
    "maxPooling: x has the axes [batch, time, channels], got shape [2, 1]",
  );
});

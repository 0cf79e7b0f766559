import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { philox } from "../kernels/philox.ts";
import { fold, randomKey, type RandomKey } from "../tensor/random.ts";
import { ones } from "../tensor/tensor.ts";
import { dropout, dropoutMask } from "./dropout.ts";

use(createReference("float64"));

test("the mask is the documented function of key and index", () => {
  const key = randomKey(2 ** 40 + 17);
  const values = dropoutMask([3, 5], 0.4, key).toArray();
  const expected = Array.from({ length: 15 }, (_, i) =>
    philox(key, [Math.floor(i / 4), 0, 0, 0])[i % 4] >= 0.4 * 2 ** 32 ? 1 / 0.6 : 0,
  );
  expect(Array.from(values)).toEqual(expected);
});

test("drops its share and keeps the mean at 1", () => {
  const values = dropoutMask([40_000], 0.3, randomKey(1)).toArray();
  const dropped = values.filter((value) => value === 0).length / values.length;
  // Four standard deviations of a share of 0.3 among 40,000.
  expect(Math.abs(dropped - 0.3)).toBeLessThan(0.0092);
  expect(Math.max(...values)).toBe(1 / 0.7);
});

function mask(key: RandomKey): number[] {
  return Array.from(dropoutMask([64], 0.5, key).toArray());
}

test("other keys give other masks, the same key the same", () => {
  expect(mask(randomKey(1))).toEqual(mask(randomKey(1)));
  expect(mask(randomKey(1))).not.toEqual(mask(randomKey(2)));
  expect(mask(fold(randomKey(1), "a"))).not.toEqual(mask(fold(randomKey(1), "b")));
});

test("dropout multiplies by the mask, and so does its gradient", () => {
  const key = randomKey(3);
  expect(dropout(ones([3, 5]), 0.5, key).toArray()).toEqual(dropoutMask([3, 5], 0.5, key).toArray());
  expect(expectGradients((x) => dropout(x, 0.5, key), [distinct("x", [3, 5])])).toBe(15);
});

test("rate 0 drops nothing", () => {
  expect(Array.from(dropoutMask([5], 0, randomKey(1)).toArray())).toEqual([1, 1, 1, 1, 1]);
});

test.each([1, -0.1, NaN])("refuses the rate %d", (rate) => {
  expect(() => dropoutMask([1], rate, randomKey(1))).toThrow(`dropout: rate is from 0 to below 1, got ${rate}`);
});

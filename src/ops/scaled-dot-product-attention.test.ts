import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { intTensor } from "../tensor/tensor.ts";
import { attention, attentionWeights } from "./attention.ts";
import { scaledDotProductAttention } from "./scaled-dot-product-attention.ts";

use(createReference("float64"));

const [q, k, v] = [distinct("q", [2, 3, 4, 5]), distinct("k", [2, 6, 2, 5]), distinct("v", [2, 6, 2, 3])];
const keyMask = intTensor([1, 1, 1, 0, 1, 1, 0, 0, 0, 1, 1, 1], [2, 6]);
const options = { causal: true, queryOffset: 2, window: 3, keyMask };

test("what attention gives, and its weights on request", () => {
  const { value, weights } = scaledDotProductAttention(q, k, v, { ...options, returnWeights: true });
  expect(value.toArray()).toEqual(attention(q, k, v, options).toArray());
  expect(weights?.toArray()).toEqual(attentionWeights(q, k, options).toArray());
  expect(scaledDotProductAttention(q, k, v, options).weights).toBe(null);
});

test("gradients", () => {
  expect(expectGradients((a, b, c) => scaledDotProductAttention(a, b, c, options).value, [q, k, v])).toBe(312);
});

import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { randomKey } from "../tensor/random.ts";
import { gradients } from "../tensor/tape.ts";
import { intTensor, tensor, zeros, type Tensor } from "../tensor/tensor.ts";
import { attention, attentionWeights, type AttentionOptions } from "./attention.ts";
import { broadcast } from "./broadcast.ts";
import { matmul } from "./matmul.ts";
import { reshape } from "./reshape.ts";
import { scale } from "./scale.ts";
import { softmax } from "./softmax.ts";
import { sum } from "./sum.ts";

use(createReference("float64"));

const numbers = (x: Tensor): number[] => Array.from(x.toArray());

/** Padded in front, behind, in the middle, and nothing but padding. */
const masks = intTensor([
  [0, 0, 1, 1, 1],
  [1, 1, 0, 0, 0],
  [1, 0, 0, 1, 0],
  [0, 0, 0, 0, 0],
]);

test("equal keys share the value evenly, and a key that is much closer takes it all", () => {
  const v = tensor([[[[1, 10]], [[2, 20]], [[6, 60]]]]);
  const q = tensor([[[[1]], [[0]]]]);
  const equal = tensor([[[[1]], [[1]], [[1]]]]);
  expect(numbers(attention(q, equal, v))).toEqual([3, 30, 3, 30]);
  const close = tensor([[[[0]], [[1000]], [[0]]]]);
  expect(numbers(attention(q, close, v))).toEqual([2, 20, 3, 30]);
});

test("one head is softmax(q·kᵀ/√depth)·v", () => {
  const [q, k, v] = [distinct("q", [3, 5]), distinct("k", [4, 5]), distinct("v", [4, 2])];
  const weights = softmax(scale(matmul(q, k, { transposeB: true }), 1 / Math.sqrt(5)));
  const expected = numbers(matmul(weights, v));
  const found = attention(reshape(q, [1, 3, 1, 5]), reshape(k, [1, 4, 1, 5]), reshape(v, [1, 4, 1, 2]));
  expect(found.shape).toEqual([1, 3, 1, 2]);
  numbers(found).forEach((y, i) => expect(y).toBeCloseTo(expected[i], 12));
  const shown = attentionWeights(reshape(q, [1, 3, 1, 5]), reshape(k, [1, 4, 1, 5]));
  expect(shown.shape).toEqual([1, 1, 3, 4]);
  numbers(shown).forEach((p, i) => expect(p).toBeCloseTo(numbers(weights)[i], 12));
});

/** Which keys each query sees, as 0s and 1s. */
function seen(options: AttentionOptions, queries = 4, keys = 5): number[][] {
  const weights = attentionWeights(zeros([1, queries, 1, 1]), zeros([1, keys, 1, 1]), options);
  const flat = numbers(weights).map((weight) => (weight > 0 ? 1 : 0));
  return Array.from({ length: queries }, (_, i) => flat.slice(i * keys, (i + 1) * keys));
}

test("masks, causality and windows say which keys are seen", () => {
  expect(seen({ causal: true })).toEqual([
    [1, 0, 0, 0, 0],
    [1, 1, 0, 0, 0],
    [1, 1, 1, 0, 0],
    [1, 1, 1, 1, 0],
  ]);
  expect(seen({ window: 2 })).toEqual([
    [1, 1, 0, 0, 0],
    [1, 1, 1, 0, 0],
    [0, 1, 1, 1, 0],
    [0, 0, 1, 1, 1],
  ]);
  expect(seen({ window: 2, causal: true, queryOffset: 3 }, 2)).toEqual([
    [0, 0, 1, 1, 0],
    [0, 0, 0, 1, 1],
  ]);
  expect(seen({ window: 1, queryOffset: 2 }, 1)).toEqual([[0, 0, 1, 0, 0]]);
  expect(seen({ keyMask: intTensor([[1, 0, 1, 1, 0]]), causal: true })).toEqual([
    [1, 0, 0, 0, 0],
    [1, 0, 0, 0, 0],
    [1, 0, 1, 0, 0],
    [1, 0, 1, 1, 0],
  ]);
  expect(seen({ window: 2 ** 40 })).toEqual(seen({}));
});

/** [batch, queryTime, keyTime, heads, depth, valueDepth] */
const shapes = [
  [4, 3, 5, 2, 3, 2],
  [4, 5, 5, 1, 1, 3],
  [4, 1, 5, 3, 2, 1],
] as const;

const variants: readonly (readonly [string, AttentionOptions])[] = [
  ["all keys", {}],
  ["masks, one of them hiding all", { keyMask: masks }],
  ["causal", { causal: true, queryOffset: 1 }],
  ["window", { window: 2, scale: 0.7 }],
  [
    "causal window with masks, where some queries see nothing",
    { keyMask: masks, causal: true, window: 3, queryOffset: 2 },
  ],
  ["dropout", { dropout: 0.4, key: randomKey(5) }],
  ["dropout with masks", { dropout: 0.4, key: randomKey(6), keyMask: masks, causal: true, queryOffset: 2 }],
];

test.each(variants)("gradients: %s", (_, options) => {
  let count = 0;
  for (const [batch, queryTime, keyTime, heads, depth, valueDepth] of shapes) {
    const q = distinct("q", [batch, queryTime, heads, depth]);
    const k = distinct("k", [batch, keyTime, heads, depth]);
    const v = distinct("v", [batch, keyTime, heads, valueDepth]);
    count += expectGradients((a, b, c) => attention(a, b, c, options), [q, k, v]);
  }
  expect(count).toBe(72 + 120 + 80 + 20 + 20 + 60 + 24 + 120 + 60);
});

test.each(variants)("gradients of heads that share keys, and of the weights: %s", (_, options) => {
  const { dropout: __, key: ___, ...bounds } = options;
  let count = 0;
  for (const [heads, keyHeads] of [
    [4, 2],
    [3, 1],
    [2, 2],
  ]) {
    const [q, k] = [distinct("q", [4, 3, heads, 3]), distinct("k", [4, 5, keyHeads, 3])];
    const v = distinct("v", [4, 5, keyHeads, 2]);
    count += expectGradients((a, b, c) => attention(a, b, c, options), [q, k, v]);
    count += expectGradients((a, b) => attentionWeights(a, b, bounds), [q, k]);
  }
  expect(count).toBe(144 * 2 + 120 * 2 + 80 + 108 * 2 + 60 * 2 + 40 + 72 * 2 + 120 * 2 + 80);
});

/** Every head twice, one beside the other. */
const copies = (x: Tensor): Tensor => {
  const [batch, time, heads, depth] = x.shape;
  const own = broadcast(reshape(x, [batch * time, heads, 1, depth]), [batch * time, heads, 2, depth]);
  return reshape(own, [batch, time, 2 * heads, depth]);
};

test("heads that share keys are as if each had its own copy", () => {
  const [q, k, v] = [distinct("q", [2, 3, 4, 3]), distinct("k", [2, 5, 2, 3]), distinct("v", [2, 5, 2, 2])];
  expect(numbers(attention(q, k, v))).toEqual(numbers(attention(q, copies(k), copies(v))));
  expect(numbers(attentionWeights(q, k))).toEqual(numbers(attentionWeights(q, copies(k))));
});

test("a query that sees no key gives zeros, and gradients of zero", () => {
  const [q, k, v] = [distinct("q", [4, 2, 1, 3]), distinct("k", [4, 5, 1, 3]), distinct("v", [4, 5, 1, 2])];
  const y = attention(q, k, v, { keyMask: masks });
  expect(numbers(y).slice(12)).toEqual([0, 0, 0, 0]);
  expect(
    numbers(y)
      .slice(0, 12)
      .every((value) => value !== 0),
  ).toBe(true);
  const { gradients: found } = gradients(() => sum(attention(q, k, v, { keyMask: masks })), [q, k, v]);
  for (const gradient of found) {
    const flat = numbers(gradient);
    expect(flat.every(Number.isFinite)).toBe(true);
    expect(flat.slice((flat.length * 3) / 4).every((value) => value === 0)).toBe(true);
  }
});

test("dropout drops weights anew with every key, and keeps their mean", () => {
  const [q, k, v] = [zeros([4, 50, 2, 1]), zeros([4, 40, 2, 1]), tensor(new Float64Array(320).fill(1), [4, 40, 2, 1])];
  const dropped = (seed: number): number[] => numbers(attention(q, k, v, { dropout: 0.25, key: randomKey(seed) }));
  // Each result is the number of kept weights times 1/(0.75 · 40).
  const mean = dropped(1).reduce((total, y) => total + y / 400, 0);
  expect(mean).toBeGreaterThan(0.985);
  expect(mean).toBeLessThan(1.015);
  expect(new Set(dropped(1).map((y) => Math.round(y * 30))).size).toBeGreaterThan(8);
  expect(dropped(1)).toEqual(dropped(1));
  expect(dropped(1)).not.toEqual(dropped(2));
});

test("errors name the argument, its shape and the one expected", () => {
  const [q, k, v] = [zeros([2, 3, 1, 4]), zeros([2, 5, 1, 4]), zeros([2, 5, 1, 6])];
  expect(() => attention(zeros([2, 3, 4]), k, v)).toThrow(
    "attention: q has the axes [batch, queryTime, heads, depth], got shape [2, 3, 4]",
  );
  expect(() => attention(q, zeros([2, 5, 1, 3]), v)).toThrow(
    "attention: k has shape [2, 5, 1, 4] here, got [2, 5, 1, 3]",
  );
  expect(() => attention(q, k, zeros([2, 4, 1, 6]))).toThrow(
    "attention: v has shape [2, 5, 1, 6] here, got [2, 4, 1, 6]",
  );
  expect(() => attention(q, zeros([2, 0, 1, 4]), zeros([2, 0, 1, 6]))).toThrow(
    "attention: keyTime is an integer of at least 1, got 0",
  );
  expect(() => attention(q, k, v, { keyMask: intTensor([[1]]) })).toThrow(
    "attention: keyMask has shape [2, 5] here, got [1, 1]",
  );
  expect(() => attention(q, k, v, { keyMask: zeros([2, 5]) })).toThrow("attention: keyMask holds int32 values");
  expect(() => attention(q, k, v, { window: 0 })).toThrow("attention: window is an integer of at least 1, got 0");
  expect(() => attention(q, k, v, { queryOffset: -1 })).toThrow("attention: queryOffset is an integer of at least 0");
  expect(() => attention(q, k, v, { dropout: 1 })).toThrow("attention: dropout is from 0 to below 1, got 1");
  expect(() => attention(q, k, v, { dropout: 0.5 })).toThrow("attention: dropout needs a key; help:");
  expect(() => attention(zeros([2, 3, 4, 4]), zeros([2, 5, 3, 4]), zeros([2, 5, 3, 6]))).toThrow(
    "attention: the heads of keys must divide those of queries, got 3 and 4",
  );
});

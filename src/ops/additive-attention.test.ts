import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { gradients } from "../tensor/tape.ts";
import { intTensor, tensor, zeros, type Tensor } from "../tensor/tensor.ts";
import { additiveAttention, additiveAttentionWeights } from "./additive-attention.ts";
import { sum } from "./sum.ts";

use(createReference("float64"));

const inputs = {
  query: distinct("query", [3, 4], -2, 2),
  keys: distinct("keys", [3, 5, 4], -2, 2),
  values: distinct("values", [3, 5, 2]),
  score: distinct("score", [4], -2, 2),
};

// Row 0 sees all but one, row 1 one key, row 2 none.
const keyMask = intTensor([
  [1, 0, 1, 1, 1],
  [0, 0, 0, 1, 0],
  [0, 0, 0, 0, 0],
]);

const numbers = (x: Tensor): number[] => Array.from(x.toArray());

/** The definition, for one row with the keys of a source. */
function byHand(row: number, source: number, seen: readonly number[]): { weights: number[]; y: number[] } {
  const [q, k, values, v] = [inputs.query, inputs.keys, inputs.values, inputs.score].map(numbers);
  const fits = seen.map((j) =>
    v.reduce((fit, part, d) => fit + part * Math.tanh(q[row * 4 + d] + k[(source * 5 + j) * 4 + d]), 0),
  );
  const total = fits.reduce((all, fit) => all + Math.exp(fit), 0);
  const weights = Array.from({ length: 5 }, (_, j) => (seen.includes(j) ? Math.exp(fits[seen.indexOf(j)]) / total : 0));
  const y = [0, 1].map((d) => weights.reduce((all, w, j) => all + w * values[(source * 5 + j) * 2 + d], 0));
  return { weights, y };
}

test("by the definition; keys that do not count have no weight, and who sees none gets zeros", () => {
  const y = numbers(additiveAttention(inputs, { keyMask }));
  const weights = numbers(additiveAttentionWeights(inputs, { keyMask }));
  [byHand(0, 0, [0, 2, 3, 4]), byHand(1, 1, [3])].forEach((wanted, row) => {
    wanted.y.forEach((value, d) => expect(y[row * 2 + d]).toBeCloseTo(value, 12));
    wanted.weights.forEach((value, j) => expect(weights[row * 5 + j]).toBeCloseTo(value, 12));
  });
  expect(weights.slice(5, 10)).toEqual([0, 0, 0, 1, 0]);
  expect([...y.slice(4), ...weights.slice(10)]).toEqual([0, 0, 0, 0, 0, 0, 0]);
});

test("rows may share the keys of a source", () => {
  const sourceIndices = intTensor([2, 0, 2]);
  const y = numbers(additiveAttention(inputs, { sourceIndices }));
  [2, 0, 2].forEach((source, row) =>
    byHand(row, source, [0, 1, 2, 3, 4]).y.forEach((value, d) => expect(y[row * 2 + d]).toBeCloseTo(value, 12)),
  );
  const two = { ...inputs, query: distinct("more", [4, 4]) };
  const many = additiveAttention(two, { sourceIndices: intTensor([0, 0, 1, 0]), keyMask });
  expect(many.shape).toEqual([4, 2]);
});

test.each([null, keyMask])("gradients of all inputs", (mask) => {
  const { query, keys, values, score } = inputs;
  const checked = expectGradients(
    (q, k, m, v) => additiveAttention({ query: q, keys: k, values: m, score: v }, { keyMask: mask }),
    [query, keys, values, score],
  );
  expect(checked).toBe(12 + 60 + 30 + 4);
});

test("large scores do not overflow", () => {
  const large = { ...inputs, score: tensor([1e4, -1e4, 1e4, 1e4]) };
  expect(numbers(additiveAttention(large)).every(Number.isFinite)).toBe(true);
});

test("refuses shapes that do not fit, source indices out of range, and lost gradients", () => {
  expect(() => additiveAttention({ ...inputs, keys: zeros([2, 5, 4]) })).toThrow(
    "additiveAttention: keys has shape [3, 5, 4] here, got [2, 5, 4]",
  );
  expect(() => additiveAttention({ ...inputs, score: zeros([3]) })).toThrow("additiveAttention: score has shape [4]");
  expect(() => additiveAttention({ ...inputs, values: zeros([3, 4, 2]) })).toThrow(
    "additiveAttention: values has shape",
  );
  expect(() => additiveAttention(inputs, { sourceIndices: intTensor([0, 3, 1]) })).toThrow(
    "additiveAttention: sourceIndices must be 0 to 2, got 3 for row 1",
  );
  const sourceIndices = intTensor([0, 1, 2]);
  expect(() => gradients(() => sum(additiveAttention(inputs, { sourceIndices })), [inputs.query])).toThrow(
    "additiveAttention with sourceIndices: query has no gradient",
  );
  expect(() => gradients(() => sum(additiveAttentionWeights(inputs)), [inputs.score])).toThrow(
    "additiveAttentionWeights: score has no gradient",
  );
});

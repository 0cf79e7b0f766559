import { afterAll, describe, expect, test } from "vitest";
import type { Backend } from "../src/kernels/backend.ts";
import { backend as started, kernels } from "../src/kernels/current.ts";
import { createReference } from "../src/kernels/reference.ts";
import { create } from "../src/kernels/start-node.ts";
import { layers } from "../src/layers/registry.ts";
import { sequential } from "../src/models/sequential.ts";
import * as ops from "../src/ops/index.ts";
import { randomKey } from "../src/tensor/random.ts";
import { tensor, zeros, type Tensor } from "../src/tensor/tensor.ts";
import type { SweptCase } from "./public-ops/case.ts";
import { layerCases } from "./public-ops/layer-cases.ts";
import { opCases } from "./public-ops/op-cases.ts";
import { differenceOf, namesIt, outcomeOf, variantsOf } from "./public-ops/sweep.ts";

/*
 * Every public op and every layer, with axes of length 0, sizes that are none, and tensors that are of no use: each
 * gives an error that names what is wrong, or what the reference gives.
 */

const reference = createReference("float32");
const backends: readonly Backend[] = [
  create("wasm"),
  reference,
  ...(started.name === "native" ? [create("native", { LOOKBACK_THREADS: "2" })] : []),
];
const foreign = create("wasm");
const { storage } = zeros([1]);
const product = { a: storage, b: storage, bias: null, c: storage, transposeA: false, transposeB: false };
const count = { calls: 0, errors: 0, results: 0 };

function complaints(name: string, given: SweptCase): string[] {
  return variantsOf(given).flatMap((variant) => {
    const expected = outcomeOf(given, variant, reference, foreign);
    return backends.flatMap((backend) => {
      const outcome = backend === reference ? expected : outcomeOf(given, variant, backend, foreign);
      count.calls += 1;
      count["error" in outcome ? "errors" : "results"] += 1;
      const what = `${name}, ${variant.title}, ${backend.name}: `;
      if ("error" in outcome) {
        if (variant.title === "as it should be" || variant.spoiled?.how === "mutated shape")
          return [what + outcome.error];
        return namesIt(outcome.error, name, given) ? [] : [`${what}does not say what is wrong: ${outcome.error}`];
      }
      const off = variant.anyResult === true ? null : differenceOf(outcome, expected);
      return off === null ? [] : [what + off];
    });
  });
}

describe("every public op", () => {
  test.each(Object.keys(ops))("%s", (name) => {
    const given = Object.entries(opCases).find(([known]) => known === name)?.[1];
    if (given === undefined) throw new Error(`test/public-ops/op-cases.ts has no case for ${name}`);
    expect(complaints(name, given)).toEqual([]);
  });
});

describe("every layer", () => {
  test.each(Object.keys(layers))("%s", (name) => {
    const given = Object.entries(layerCases).find(([known]) => known === name)?.[1];
    if (given === undefined) throw new Error(`test/public-ops/layer-cases.ts has no case for ${name}`);
    expect(complaints(name, given)).toEqual([]);
  });
});

test("empty tensors stay empty, their sums are 0, their means errors, and over masked steps zeros", () => {
  const none = zeros([2, 0, 3]);
  for (const op of [ops.softmax, ops.reverseTime, (x: Tensor) => ops.permute(x, [1, 0, 2])])
    expect(op(none).size).toBe(0);
  expect(ops.layerNormalization(zeros([2, 0]), null, null, 0.1).shape).toEqual([2, 0]);
  expect(ops.rmsNormalization(zeros([2, 0]), null, 0.1).shape).toEqual([2, 0]);
  expect(Array.from(ops.sum(none).toArray())).toEqual([0]);
  expect(() => ops.mean(none)).toThrow("mean reads at least one element");
  expect(() => ops.loss(none, none, null, "huber", 1)).toThrow("with at least one element");
  expect(() => ops.batchNormalization(zeros([0, 3]), { gamma: null, beta: null, epsilon: 0.1 })).toThrow(
    "batchNormalization: x has at least one row",
  );
  expect(Array.from(ops.meanOverTime(none, null).toArray())).toEqual([0, 0, 0, 0, 0, 0]);
  expect(Array.from(ops.matmul(zeros([1, 0]), zeros([0, 2])).toArray())).toEqual([0, 0]);
  expect(Array.from(ops.linear(zeros([1, 0]), zeros([0, 2]), tensor([3, 4])).toArray())).toEqual([3, 4]);
  expect(Array.from(ops.rowsDiffer(zeros([2, 0]), 1).toArray())).toEqual([0, 0]);
  expect(Array.from(ops.permute(tensor(5), []).toArray())).toEqual([5]);
});

test.each<readonly [string, () => unknown, string]>([
  [
    "steps from tap to tap",
    () => ops.convolution(zeros([1, 9, 1]), zeros([2, 1, 1]), null, { dilation: 2 ** 32 }),
    "convolution: dilation",
  ],
  [
    "positions",
    () => ops.attention(zeros([1, 2, 1, 4]), zeros([1, 2, 1, 4]), zeros([1, 2, 1, 4]), { queryOffset: 2 ** 31 }),
    "attention: queryOffset",
  ],
  [
    "positions in all",
    () => ops.attention(zeros([1, 2, 1, 4]), zeros([1, 2, 1, 4]), zeros([1, 2, 1, 4]), { queryOffset: 2 ** 31 - 1 }),
    "attention: offset + queryTime + keyTime",
  ],
  ["windows", () => layers.maxPooling1d({ poolSize: 2 ** 33 - 6, padding: "same" }), "maxPooling1d: poolSize"],
  ["strides", () => layers.averagePooling1d({ poolSize: 2, strides: 2 ** 32 }), "averagePooling1d: strides"],
  ["units", () => sequential([layers.dense({ units: 3e8 })], { input: [14] }), "4200000000"],
  [
    "axes",
    () =>
      layers
        .reshape({ targetShape: [3, ...Array.from({ length: 40 }, () => 1)] })
        .build([3], () => zeros([1]))
        .call({ value: zeros([1, 3]), mask: null }, { training: false, key: randomKey(1) }),
    "at most 16 axes",
  ],
  [
    "tiles of a product",
    () => kernels.matmul({ ...product, rows: 2 ** 27, columns: 1, inner: 1 }),
    "matmul: rows · columns",
  ],
])("too many %s are a RangeError by name", (_, call, message) => {
  expect(call).toThrow(RangeError);
  expect(call).toThrow(message);
});

afterAll(() => {
  const { calls, errors, results } = count;
  console.log(
    `${calls} calls of public ops and layers: ${errors} errors by name, ${results} results as of the reference`,
  );
});

test("the sweep reached thousands of calls, some of which give errors and some results", () => {
  expect(count.calls).toBeGreaterThan(backends.length * 3000);
  expect(count.errors).toBeGreaterThan(backends.length * 1000);
  expect(count.results).toBeGreaterThan(backends.length * 500);
});

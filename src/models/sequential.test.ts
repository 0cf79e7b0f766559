import { afterEach, expect, test } from "vitest";
import { backend, use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { bidirectional } from "../layers/recurrent/bidirectional.ts";
import { dense } from "../layers/dense.ts";
import { dropout } from "../layers/dropout.ts";
import { embedding } from "../layers/embedding.ts";
import { flatten } from "../layers/flatten.ts";
import { gru } from "../layers/recurrent/gru.ts";
import type { LayerSpec } from "../layers/layer.ts";
import { lstm } from "../layers/recurrent/lstm.ts";
import { simpleRnn } from "../layers/recurrent/simple-rnn.ts";
import { randomKey } from "../tensor/random.ts";
import { scope } from "../tensor/memory.ts";
import { assign, intTensor, tensor } from "../tensor/tensor.ts";
import { normalTensor } from "../../test/built-layer.ts";
import type { WeightValues } from "./weight.ts";
import { sequential } from "./sequential.ts";

const original = backend;
afterEach(() => use(original));

const jena = [240, 14];
const words = embedding({ inputDim: 10_000, outputDim: 32 });
const counts: readonly (readonly [string, number, readonly LayerSpec[], readonly (number | null)[]])[] = [
  [
    "flatten, dense 32, dense 1",
    107_585,
    [flatten(), dense({ units: 32, activation: "relu" }), dense({ units: 1 })],
    jena,
  ],
  ["gru 32", 4_641, [gru({ units: 32 }), dense({ units: 1 })], jena],
  ["gru 32, reset before", 4_545, [gru({ units: 32, resetAfter: false }), dense({ units: 1 })], jena],
  [
    "stacked gru 32, 64",
    23_489,
    [gru({ units: 32, returnSequences: true }), gru({ units: 64, activation: "relu" }), dense({ units: 1 })],
    jena,
  ],
  [
    "stacked gru 32, 64, reset before",
    23_201,
    [
      gru({ units: 32, returnSequences: true, resetAfter: false }),
      gru({ units: 64, resetAfter: false }),
      dense({ units: 1 }),
    ],
    jena,
  ],
  ["bidirectional gru 32", 9_281, [bidirectional({ layer: gru({ units: 32 }) }), dense({ units: 1 })], jena],
  [
    "bidirectional gru 32, reset before",
    9_089,
    [bidirectional({ layer: gru({ units: 32, resetAfter: false }) }), dense({ units: 1 })],
    jena,
  ],
  ["embedding, lstm 32", 328_353, [words, lstm({ units: 32 }), dense({ units: 1 })], [500]],
  ["embedding, gru 32", 326_369, [words, gru({ units: 32 }), dense({ units: 1 })], [500]],
  [
    "embedding, bidirectional lstm 32",
    336_705,
    [words, bidirectional({ layer: lstm({ units: 32 }) }), dense({ units: 1 })],
    [null],
  ],
  ["embedding, simpleRnn 32", 322_113, [words, simpleRnn({ units: 32 }), dense({ units: 1 })], [500]],
];

test.each(counts)("the lecture's model %s has %i parameters, as in Keras", (_, count, layers, input) => {
  const model = sequential(layers, { input });
  expect(model.parameterCount).toBe(count);
  expect(model.flat.shape).toEqual([count]);
  expect(model.output).toEqual([1]);
});

test("there is a model for every figure", () => {
  expect(counts).toHaveLength(11);
});

test("the summary is a table", () => {
  const model = sequential([gru({ units: 32, returnSequences: true }), dropout({ rate: 0.5 }), dense({ units: 1 })], {
    input: [null, 14],
  });
  expect(model.summary()).toBe(
    [
      "layer               output          parameters",
      "──────────────────────────────────────────────",
      "layers.0 (gru)      [any, any, 32]       4,608",
      "layers.1 (dropout)  [any, any, 32]           0",
      "layers.2 (dense)    [any, any, 1]           33",
      "──────────────────────────────────────────────",
      "4,641 parameters",
    ].join("\n"),
  );
});

const small = (): readonly LayerSpec[] => [bidirectional({ layer: lstm({ units: 2 }) }), dense({ units: 1 })];

test("weights are named by position, in the order of the forward pass", () => {
  const model = sequential(small(), { input: [3, 1] });
  expect(model.weights.map(({ name, shape }) => [name, shape])).toEqual([
    ["layers.0.forward.kernel", [1, 8]],
    ["layers.0.forward.recurrentKernel", [2, 8]],
    ["layers.0.forward.bias", [8]],
    ["layers.0.backward.kernel", [1, 8]],
    ["layers.0.backward.recurrentKernel", [2, 8]],
    ["layers.0.backward.bias", [8]],
    ["layers.1.kernel", [4, 1]],
    ["layers.1.bias", [1]],
  ]);
  expect(model.layers.map(({ name, kind, weights }) => [name, kind, weights.length])).toEqual([
    ["layers.0", "bidirectional", 6],
    ["layers.1", "dense", 2],
  ]);
  expect(model.spec).toMatchObject({ kind: "sequential", layers: [{ kind: "bidirectional" }, { kind: "dense" }] });
});

test("weights are parts of one flat tensor", () => {
  const model = sequential(small(), { input: [3, 1] });
  expect(Array.from(model.flat.toArray())).toEqual(model.weights.flatMap(({ value }) => Array.from(value.toArray())));
  assign(
    model.flat,
    Array.from({ length: model.parameterCount }, (_, i) => i),
  );
  expect(Array.from(model.weights[6].value.toArray())).toEqual([64, 65, 66, 67]);
});

/** The initial values of the first weight. */
function initialValues(layers: readonly LayerSpec[], seed?: number): number[] {
  const model = sequential(layers, { input: [4], ...(seed === undefined ? {} : { seed }) });
  return Array.from(model.weights[0].value.toArray());
}

test("initial values depend on the seed and the weight's name alone", () => {
  const plain = initialValues([dense({ units: 3 })]);
  expect(initialValues([dense({ units: 3 }), dense({ units: 2 })])).toEqual(plain);
  expect(initialValues([dense({ units: 3 })], 0)).toEqual(plain);
  expect(initialValues([dense({ units: 3 })], 1)).not.toEqual(plain);
  const stacked = sequential([dense({ units: 4 }), dense({ units: 4 })], { input: [4] });
  expect(Array.from(stacked.weights[0].value.toArray())).not.toEqual(Array.from(stacked.weights[2].value.toArray()));
});

test("given weights replace the initial values, and must be exactly the model's", () => {
  const from = sequential(small(), { input: [3, 1], seed: 1 });
  const values = new Map<string, WeightValues>(
    from.weights.map(({ name, shape, value }) => [name, { shape, values: value.toArray() }]),
  );
  const model = sequential(small(), { input: [3, 1], seed: 2, weights: values });
  expect(model.flat.toArray()).toEqual(from.flat.toArray());
  expect(() => sequential(small(), { input: [3, 1], weights: new Map() })).toThrow(
    "not the model's weights: missing layers.0.forward.kernel, ",
  );
  const more = new Map<string, WeightValues>([...values, ["layers.9.kernel", { shape: [1], values: [1] }]]);
  expect(() => sequential(small(), { input: [3, 1], weights: more })).toThrow(
    "not the model's weights: unknown layers.9.kernel.",
  );
  const turned = new Map<string, WeightValues>([
    ...values,
    ["layers.1.kernel", { shape: [1, 4], values: [1, 2, 3, 4] }],
  ]);
  expect(() => sequential(small(), { input: [3, 1], weights: turned })).toThrow(
    "weight layers.1.kernel has shape [4, 1], got values of shape [1, 4]",
  );
});

test("a model outlives the scope it was made in", () => {
  const model = scope(() => {
    const made = sequential(small(), { input: [3, 1] });
    return () => made;
  })();
  expect(model.call(tensor([[[1], [2], [3]]])).shape).toEqual([1, 1]);
});

test("sequences of any length go through a model that allows them", () => {
  const model = sequential([gru({ units: 3 }), dense({ units: 1 })], { input: [null, 2] });
  for (const time of [1, 3, 17]) expect(model.call(normalTensor([2, time, 2], 1)).shape).toEqual([2, 1]);
  expect(() => model.call(normalTensor([2, 3, 4], 1))).toThrow(
    "the model reads [any, any, 2], examples first, got [2, 3, 4]",
  );
  const fixed = sequential([gru({ units: 3 }), dense({ units: 1 })], { input: [5, 2] });
  expect(() => fixed.call(normalTensor([2, 4, 2], 1))).toThrow(
    "the model reads [any, 5, 2], examples first, got [2, 4, 2]",
  );
  expect(() => fixed.call(normalTensor([5, 2], 1))).toThrow("got [5, 2]");
});

test("a batch gives what its examples give alone", () => {
  const model = sequential(small(), { input: [3, 1] });
  const x = normalTensor([2, 3, 1], 5);
  const numbers = x.toArray();
  const together = model.call(x).toArray();
  [0, 1].forEach((b) =>
    expect(model.call(tensor(numbers.slice(3 * b, 3 * b + 3), [1, 3, 1])).toArray()[0]).toBeCloseTo(together[b], 6),
  );
});

test("every layer drops by a key of its own", () => {
  const model = sequential([dropout({ rate: 0.5 }), dropout({ rate: 0.5 })], { input: [1000] });
  const dropped = model.call(tensor(new Float32Array(1000).fill(1), [1, 1000]), { training: true, key: randomKey(1) });
  const share = dropped.toArray().filter((v) => v === 0).length / 1000;
  expect(share).toBeGreaterThan(0.7);
  expect(share).toBeLessThan(0.8);
  expect(model.parameterCount).toBe(0);
});

test("trace shows every layer's output, and the mask that is left", () => {
  const model = sequential([embedding({ inputDim: 3, outputDim: 2, maskZero: true }), dense({ units: 1 })], {
    input: [2],
  });
  const seen: unknown[] = [];
  const context = { training: false, key: randomKey(0) };
  const output = model.trace(intTensor([[1, 0]]), context, ({ name }, { shape }) => seen.push([name, shape]));
  expect(seen).toEqual([
    ["layers.0", [1, 2, 2]],
    ["layers.1", [1, 2, 1]],
  ]);
  expect(Array.from(output.mask?.toArray() ?? [])).toEqual([1, 0]);
});

test("errors say in which layer they arose", () => {
  expect(() => sequential([gru({ units: 3 }), gru({ units: 3 })], { input: [5, 2] })).toThrow(
    "layers.1: gru reads [time, features] per example, with a known number of features, got [3]; help:",
  );
  expect(() => sequential(small(), { input: [0, 1] })).toThrow(
    "a model's input is lengths from 1, or null for any length, got [0, 1]",
  );
  expect(() => sequential([], { input: [5] })).toThrow("a sequential model needs at least one layer");
});

test("on the float64 backend the weights are float64", () => {
  use(createReference("float64"));
  const model = sequential([dense({ units: 1 })], { input: [2] });
  expect(model.flat.dtype).toBe("float64");
});

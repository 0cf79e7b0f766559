import { afterEach, expect, test } from "vitest";
import { normalTensor } from "../../test/built-layer.ts";
import { expectGradients } from "../../test/gradients.ts";
import { bothSigns, sideBySide } from "../../test/joining-layers.ts";
import { backend, use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { dense } from "../layers/dense.ts";
import { dropout } from "../layers/dropout.ts";
import { embedding } from "../layers/embedding.ts";
import { globalAveragePooling1d } from "../layers/pooling/global-pooling.ts";
import { gru } from "../layers/recurrent/gru.ts";
import type { LayerSpec } from "../layers/layer.ts";
import { lstm } from "../layers/recurrent/lstm.ts";
import { add } from "../ops/add.ts";
import { linear } from "../ops/linear.ts";
import { randomKey } from "../tensor/random.ts";
import { assign, intTensor, tensor } from "../tensor/tensor.ts";
import { compile } from "../training/trainer.ts";
import { freeze } from "./freeze.ts";
import { functional } from "./functional.ts";
import type { Model } from "./model.ts";
import { sequential } from "./sequential.ts";
import { apply, applyAll, input } from "./symbolic-tensor.ts";

const original = backend;
afterEach(() => use(original));

const texts = intTensor([
  [1, 2, 3, 0],
  [4, 0, 0, 0],
  [2, 2, 1, 1],
]);
const numbers = normalTensor([3, 2], 4);

/** Two texts read by the same layers, beside numbers; two outputs. */
function twoTexts(seed = 0): Model {
  const [title, body] = ["title", "body"].map((name) => input([null], { name, dtype: "int32" }));
  const facts = input([2], { name: "facts" });
  const words = embedding({ inputDim: 5, outputDim: 3, maskZero: true });
  const reader = gru({ units: 4 });
  const read = [title, body].map((text) => apply(reader, apply(words, text), { name: "reader" }));
  const joined = apply(sideBySide(), [...read, facts]);
  const hidden = apply(dense({ units: 6, activation: "tanh" }), joined);
  return functional({
    inputs: [title, body, facts],
    outputs: [
      apply(dense({ units: 1 }), hidden, { name: "price" }),
      apply(dense({ units: 3, activation: "softmax" }), hidden, { name: "kind" }),
    ],
    seed,
  });
}

function fourLayers(): LayerSpec[] {
  return [
    embedding({ inputDim: 5, outputDim: 3, maskZero: true }),
    lstm({ units: 4, returnSequences: true }),
    globalAveragePooling1d(),
    dense({ units: 2 }),
  ];
}

test("a chain of layers is what the sequential model of them is", () => {
  const chain = sequential(fourLayers(), { input: [null] });
  const x = input([null]);
  const model = functional({ inputs: x, outputs: fourLayers().reduce((before, spec) => apply(spec, before), x) });
  expect(model.weights.map(({ name, shape }) => [name, shape])).toEqual(
    chain.weights.map(({ name, shape }) => [
      name.replace(/layers\.(\d)/, (_, i) => ["embedding", "lstm", "globalAveragePooling1d", "dense"][Number(i)]),
      shape,
    ]),
  );
  assign(model.flat, chain.flat.toArray());
  expect(model.call(texts).toArray()).toEqual(chain.call(texts).toArray());
  expect([model.inputs, model.output, model.outputs, model.outputNames]).toEqual([[[null]], [2], [[2]], ["dense"]]);
});

test("layers that are applied twice have their weights once, and both uses count in their gradients", () => {
  use(createReference("float64"));
  const [a, b] = [input([3]), input([3])];
  const shared = dense({ units: 2 });
  const model = functional({ inputs: [a, b], outputs: apply(sideBySide(), [apply(shared, a), apply(shared, b)]) });
  expect(model.weights.map(({ name }) => name)).toEqual(["dense.kernel", "dense.bias"]);
  const [kernel, bias] = model.weights.map(({ value }) => value);
  assign(bias, [0.5, -0.25]);
  const [x, y] = [normalTensor([2, 3], 1), normalTensor([2, 3], 2)];
  const [p, q] = [x, y].map((each) => linear(each, kernel, bias).toArray());
  expect(Array.from(model.call([x, y]).toArray())).toEqual([p[0], p[1], q[0], q[1], p[2], p[3], q[2], q[3]]);
  expect(
    expectGradients((...[, , ...others]) => add(model.call([x, y]), model.call(others)), [kernel, bias, x, y]),
  ).toBe(6 + 2 + 6 + 6);
});

test("a layer is shared by inputs of different lengths too", () => {
  const [long, short] = [input([null, 2]), input([3, 2])];
  const reader = gru({ units: 3 });
  const model = functional({ inputs: [long, short], outputs: [apply(reader, long), apply(reader, short)], seed: 2 });
  expect(model.weights.map(({ name }) => name)).toEqual(["gru.kernel", "gru.recurrentKernel", "gru.bias"]);
  const x = normalTensor([2, 3, 2], 1);
  const [a, b] = model.callAll([x, x]);
  expect(a.toArray()).toEqual(b.toArray());
  expect(() => model.callAll([x, normalTensor([2, 4, 2], 1)])).toThrow("the model's input input_1 is [any, 3, 2]");
});

test("names are those given, or kinds with numbers as in Keras, whatever the order of making", () => {
  const model = twoTexts();
  expect(model.layers.map(({ name, kind, weights }) => [name, kind, weights.length])).toEqual([
    ["embedding", "embedding", 1],
    ["reader", "gru", 3],
    ["sideBySide", "sideBySide", 0],
    ["dense", "dense", 2],
    ["price", "dense", 2],
    ["kind", "dense", 2],
  ]);
  const x = input([2]);
  const last = dense({ units: 2 });
  const named = apply(dense({ units: 2 }), x, { name: "dense_1" });
  const outputs = apply(last, apply(dense({ units: 2 }), named));
  const names = functional({ inputs: x, outputs }).layers.map(({ name }) => name);
  expect(names).toEqual(["dense_1", "dense", "dense_2"]);
  const twice = functional({ inputs: x, outputs: [outputs, outputs] });
  expect(twice.outputNames).toEqual(["dense_2", "dense_2_1"]);
});

/** The initial values of price.kernel. */
function price(model: Model): number[] {
  return Array.from(model.weights.find(({ name }) => name === "price.kernel")?.value.toArray() ?? []);
}

test("initial values depend on the seed and the names alone", () => {
  expect(price(twoTexts(1))).toEqual(price(twoTexts(1)));
  expect(price(twoTexts(1))).not.toEqual(price(twoTexts(2)));
  const x = input([6]);
  const alone = functional({ inputs: x, outputs: apply(dense({ units: 1 }), x, { name: "price" }), seed: 1 });
  expect(price(alone)).toEqual(price(twoTexts(1)));
});

test("masks travel along the edges", () => {
  const x = input([null], { dtype: "int32" });
  const embedded = apply(embedding({ inputDim: 5, outputDim: 2, maskZero: true }), x);
  const [plus, minus] = applyAll(bothSigns(), embedded);
  const steps = apply(dense({ units: 1 }), apply(sideBySide(), [plus, minus]));
  const model = functional({ inputs: x, outputs: [steps, apply(gru({ units: 2 }), minus)] });
  const [first, last] = model.traceAll(texts, { training: false, key: randomKey(0) });
  expect(Array.from(first.mask?.toArray() ?? [])).toEqual([1, 1, 1, 0, 1, 0, 0, 0, 1, 1, 1, 1]);
  expect(last.mask).toBeNull();
  // Padding makes no difference where there is a mask.
  const [, more] = model.callAll(intTensor([[4, 0, 0, 0, 0, 0]]));
  const [, alone] = model.callAll(intTensor([[4]]));
  expect(more.toArray()).toEqual(alone.toArray());
});

test("a shared dropout is drawn anew in each place", () => {
  const x = input([100]);
  const drop = dropout({ rate: 0.5 });
  const model = functional({ inputs: x, outputs: [apply(drop, x), apply(drop, x)] });
  const ones = tensor(new Float32Array(100).fill(1), [1, 100]);
  const [a, b] = model.callAll(ones, { training: true, key: randomKey(3) });
  expect(a.toArray()).not.toEqual(b.toArray());
  const [c] = model.callAll(ones, { training: true, key: randomKey(3) });
  expect(c.toArray()).toEqual(a.toArray());
});

test("states of a shared layer are one, and are forgotten once", () => {
  let resets = 0;
  const counter: LayerSpec = {
    kind: "counter",
    options: {},
    build: (shape) => ({ output: shape, call: (x) => x, resetStates: () => void (resets += 1) }),
  };
  const x = input([2]);
  const again = apply(counter, apply(counter, x));
  const model = functional({ inputs: x, outputs: apply(dense({ units: 1 }), again) });
  model.resetStates();
  expect(resets).toBe(1);
  sequential([counter, dense({ units: 1 }), counter], { input: [2] }).resetStates();
  expect(resets).toBe(3);
});

test("the summary is a table with what each layer reads", () => {
  const model = twoTexts();
  expect(model.summary()).toBe(
    [
      "layer                    output         parameters  connected to",
      "─".repeat(73),
      "title (input)            [any, any]              0",
      "body (input)             [any, any]              0",
      "facts (input)            [any, 2]                0",
      "embedding (embedding)    [any, any, 3]          15  title; body",
      "reader (gru)             [any, 4]              108  embedding; embedding",
      "sideBySide (sideBySide)  [any, 10]               0  reader, reader, facts",
      "dense (dense)            [any, 6]               66  sideBySide",
      "price (dense)            [any, 1]                7  dense",
      "kind (dense)             [any, 3]               21  dense",
      "─".repeat(73),
      "217 parameters",
    ].join("\n"),
  );
  const x = input([2], { name: "x" });
  const [, minus] = applyAll(bothSigns(), x);
  const signs = functional({ inputs: x, outputs: apply(dense({ units: 1 }), minus) });
  expect(signs.summary()).toContain("bothSigns (bothSigns)  [any, 2], [any, 2]           0  x\n");
  expect(signs.summary()).toContain("dense (dense)          [any, 1]                     3  bothSigns[1]\n");
  freeze(signs, "dense");
  expect(signs.summary()).toMatch(/3 parameters: 0 trained, 3 not$/);
});

test("observers see every call of every layer", () => {
  const seen: unknown[] = [];
  twoTexts().traceAll([texts, texts, numbers], { training: false, key: randomKey(0) }, ({ name }, { shape }) =>
    seen.push([name, ...shape]),
  );
  expect(seen).toEqual([
    ["embedding", 3, 4, 3],
    ["reader", 3, 4],
    ["embedding", 3, 4, 3],
    ["reader", 3, 4],
    ["sideBySide", 3, 10],
    ["dense", 3, 6],
    ["price", 3, 1],
    ["kind", 3, 3],
  ]);
});

test("graphs that do not hold together are refused, and say where", () => {
  const [a, b] = [input([3], { name: "a" }), input([3], { name: "b" })];
  const joined = apply(sideBySide(), [a, apply(dense({ units: 2 }), b, { name: "second" })], { name: "both" });
  expect(() => functional({ inputs: a, outputs: joined })).toThrow(
    "the graph is disconnected: layer second depends on an input b that is not among the model's inputs; help: " +
      "list it in inputs",
  );
  expect(() => functional({ inputs: a, outputs: b })).toThrow("outputs[0] depends on an input b");
  expect(() => functional({ inputs: [a, b], outputs: apply(dense({ units: 2 }), a) })).toThrow(
    "no output depends on inputs[1], b; help: leave it out",
  );
  expect(() => functional({ inputs: [a, b, a], outputs: joined })).toThrow("inputs[2] is there twice");
  expect(() => functional({ inputs: [a, joined], outputs: joined })).toThrow(
    "inputs[1] comes out of both; help: pass the result of input(shape)",
  );
  expect(() => functional({ inputs: [], outputs: joined })).toThrow(
    "a functional model has inputs and outputs, got 0 and 1",
  );
  const twin = apply(dense({ units: 2 }), apply(dense({ units: 2 }), a, { name: "twin" }), { name: "twin" });
  expect(() => functional({ inputs: a, outputs: twin })).toThrow("there are two called twin");
  const shared = dense({ units: 3 });
  const renamed = apply(shared, apply(shared, a, { name: "one" }), { name: "two" });
  expect(() => functional({ inputs: a, outputs: renamed })).toThrow("a shared layer has two names, one and two");
  const wide = apply(shared, apply(dense({ units: 4 }), apply(shared, a)));
  expect(() => functional({ inputs: a, outputs: wide })).toThrow(
    "dense: the layer is shared, but its weight kernel would be [4, 3] for inputs [4], and is [3, 3]; help:",
  );
  expect(() => apply(gru({ units: 2 }), a, { name: "reader" })).toThrow(
    "reader: gru reads [time, features] per example",
  );
  expect(() => apply(dense({ units: 2 }), [a, b])).toThrow("dense reads one input, got 2");
  expect(() => apply(dense({ units: 2 }), a, { name: "a.b" })).toThrow(
    'the name of a layer is letters, digits, _ and -, a letter or _ first, got "a.b"',
  );
  expect(() => input([0])).toThrow("an input's shape is lengths from 1, or null for any length, got [0]");
});

test("inputs that do not fit are named", () => {
  const model = twoTexts();
  expect(() => model.callAll([texts, texts])).toThrow("the model reads 3 inputs, title, body, facts, got 2");
  expect(() => model.callAll([texts, numbers, numbers])).toThrow(
    /the model's input body is int32 \[any, any\], examples first, got float(32|64) \[3, 2\]; help: intTensor\(indices\)/,
  );
  expect(() => model.callAll([texts, texts, normalTensor([3, 3], 1)])).toThrow(
    /the model's input facts is \[any, 2\], examples first, got float(32|64) \[3, 3\]$/,
  );
  expect(() => model.callAll([texts, texts, normalTensor([2, 2], 1)])).toThrow("the same number of examples");
  expect(() => model.call([texts, texts, numbers])).toThrow("the model has outputs price, kind; help: callAll");
});

test("a number that is not finite is found in its layer", async () => {
  const model = twoTexts();
  assign(model.weights.find(({ name }) => name === "reader.bias")?.value ?? tensor(0), new Float32Array(24).fill(NaN));
  const trainer = compile(model, { loss: ["meanSquaredError", "sparseCategoricalCrossentropy"] });
  const data = { x: [texts, texts, numbers], y: [tensor([1, 2, 3]), intTensor([0, 1, 2])] };
  await expect(trainer.fit(data)).rejects.toThrow("is in weight reader.bias (gru)");
});

import { expect, test } from "vitest";
import { builtLayer, normalTensor } from "../../../test/built-layer.ts";
import { sequential } from "../../models/sequential.ts";
import { randomKey } from "../../tensor/random.ts";
import { intTensor, tensor, zeros, type Tensor } from "../../tensor/tensor.ts";
import type { CallContext, LayerSpec } from "../layer.ts";
import { multiHeadAttention } from "./multi-head-attention.ts";
import { positionEmbedding } from "../position-embedding.ts";
import { positionEncoding, sinusoidalPositions } from "../position-encoding.ts";
import { transformerEncoder } from "../transformer/transformer-encoder.ts";

const inference: CallContext = { training: false, key: randomKey(0) };
const training: CallContext = { training: true, key: randomKey(1) };

function run(spec: LayerSpec, x: Tensor, mask: Tensor | null = null, context = inference): number[] {
  const { layer } = builtLayer(spec, [null, x.shape[2]]);
  return Array.from(layer.call({ value: x, mask }, context).value.toArray());
}

/** x [batch, time, features] with other numbers from step `from` on. */
function changed(x: Tensor, from: number): Tensor {
  const [, time, features] = x.shape;
  const other = normalTensor(x.shape, 99).toArray();
  return tensor(
    Array.from(x.toArray(), (value, i) => (Math.floor(i / features) % time >= from ? other[i] : value)),
    x.shape,
  );
}

/** The specs whose steps see each other. */
const seeing = [
  multiHeadAttention({ numHeads: 2, keyDim: 3, valueDim: 5 }),
  transformerEncoder({ numHeads: 2, intermediateDim: 5 }),
  transformerEncoder({ numHeads: 3, intermediateDim: 5, normalizeFirst: true }),
];

test.each(seeing.map((spec, i) => [`${spec.kind} ${i}`, spec] as const))("%s: padding changes nothing", (_, spec) => {
  const [short, features] = [4, 7];
  const x = normalTensor([1, short, features], 1);
  const plain = run(spec, x);
  // Padding in front and behind, of whatever numbers.
  for (const before of [0, 3]) {
    const long = normalTensor([1, 9, features], 2).toArray();
    long.set(x.toArray(), before * features);
    const mask = intTensor([Array.from({ length: 9 }, (__, t) => (t >= before && t < before + short ? 1 : 0))]);
    const padded = run(spec, tensor(long, [1, 9, features]), mask);
    padded
      .slice(before * features, (before + short) * features)
      .forEach((value, i) => expect(value).toBeCloseTo(plain[i], 5));
  }
  expect(run(spec, x, intTensor([[0, 0, 0, 0]])).every(Number.isFinite)).toBe(true);
});

test.each(seeing.map((spec, i) => [`${spec.kind} ${i}`, spec] as const))(
  "%s: the order of steps does not matter",
  (_, spec) => {
    const x = normalTensor([1, 5, 6], 3);
    const reversed = Array.from({ length: 5 }, (__, t) => Array.from(x.toArray().slice((4 - t) * 6, (5 - t) * 6)));
    const [y, z] = [run(spec, x), run(spec, tensor([reversed]))];
    y.forEach((value, i) => expect(z[(4 - Math.floor(i / 6)) * 6 + (i % 6)]).toBeCloseTo(value, 5));
  },
);

test("with useCausalMask the future changes nothing, to the bit", () => {
  const spec = multiHeadAttention({ numHeads: 2, keyDim: 3, useCausalMask: true });
  const x = normalTensor([2, 70, 4], 1);
  for (const from of [1, 33, 69]) {
    const [y, z] = [run(spec, x), run(spec, changed(x, from))];
    for (const start of [0, 280]) {
      const [past, end] = [start + 4 * from, start + 280];
      expect(z.slice(start, past)).toEqual(y.slice(start, past));
      expect(z.slice(past, end)).not.toEqual(y.slice(past, end));
    }
  }
  const free = multiHeadAttention({ numHeads: 2, keyDim: 3 });
  expect(run(free, changed(x, 69)).slice(0, 4)).not.toEqual(run(free, x).slice(0, 4));
});

test("an example of padding alone gets the output's bias", () => {
  const spec = multiHeadAttention({ numHeads: 2, keyDim: 3 });
  const { layer, weights } = builtLayer(spec, [3, 4]);
  const y = layer.call({ value: normalTensor([1, 3, 4], 1), mask: intTensor([[0, 0, 0]]) }, inference).value.toArray();
  const bias = Array.from(weights.get("attentionOutput.bias")?.toArray() ?? []);
  expect(Array.from(y)).toEqual([...bias, ...bias, ...bias]);
});

test("dropout acts while training alone, by its key", () => {
  const x = normalTensor([2, 5, 4], 1);
  for (const make of [
    (dropout: number) => multiHeadAttention({ numHeads: 2, keyDim: 3, dropout }),
    (dropout: number) => transformerEncoder({ numHeads: 2, intermediateDim: 5, dropout }),
  ]) {
    const plain = run(make(0), x);
    expect(run(make(0.4), x)).toEqual(plain);
    expect(run(make(0), x, null, training)).toEqual(plain);
    const dropped = run(make(0.4), x, null, training);
    expect(dropped).not.toEqual(plain);
    expect(run(make(0.4), x, null, training)).toEqual(dropped);
    expect(run(make(0.4), x, null, { training: true, key: randomKey(2) })).not.toEqual(dropped);
  }
});

test("without bias there are four kernels", () => {
  const { weights } = builtLayer(multiHeadAttention({ numHeads: 2, keyDim: 3, valueDim: 5, useBias: false }), [
    null,
    4,
  ]);
  expect([...weights].map(([name, { shape }]) => [name, shape])).toEqual([
    ["query.kernel", [4, 2, 3]],
    ["key.kernel", [4, 2, 3]],
    ["value.kernel", [4, 2, 5]],
    ["attentionOutput.kernel", [2, 5, 4]],
  ]);
});

test("onAttention gets the weights of every attention of a model, in order, and their places", () => {
  const model = sequential(
    [multiHeadAttention({ numHeads: 3, keyDim: 2 }), transformerEncoder({ numHeads: 2, intermediateDim: 3 })],
    {
      input: [null, 4],
    },
  );
  const maps: Tensor[] = [];
  const places: string[] = [];
  const x = normalTensor([2, 5, 4], 1);
  const shown = model.trace(x, {
    ...inference,
    onAttention: (weights, place) => {
      maps.push(weights);
      places.push(place);
    },
  });
  expect(places).toEqual(["layers.0", "layers.1.selfAttention"]);
  expect(maps.map(({ shape }) => shape)).toEqual([
    [2, 3, 5, 5],
    [2, 2, 5, 5],
  ]);
  for (const map of maps) {
    const rows = Array.from(map.toArray());
    for (let i = 0; i < rows.length; i += 5) expect(rows.slice(i, i + 5).reduce((a, b) => a + b)).toBeCloseTo(1, 5);
  }
  expect(shown.value.toArray()).toEqual(model.call(x).toArray());
});

test("positions by sines: the paper's formula, also for an odd number of features", () => {
  const waves = run(positionEncoding(), zeros([1, 3, 5]));
  const expected = [0, 1, 2].flatMap((t) => [
    Math.sin(t),
    Math.cos(t),
    Math.sin(t / 10_000 ** (2 / 5)),
    Math.cos(t / 10_000 ** (2 / 5)),
    Math.sin(t / 10_000 ** (4 / 5)),
  ]);
  waves.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 6));
  Array.from(sinusoidalPositions(3, 5)).forEach((value, i) => expect(value).toBeCloseTo(expected[i], 12));
  const slow = run(positionEncoding({ maxWavelength: 4 }), zeros([1, 3, 2]));
  expect(slow[5]).toBeCloseTo(Math.cos(2), 6);
});

test("positions by sines are added to x, of shorter sequences too, and x may be scaled", () => {
  const { layer } = builtLayer(positionEncoding({ scaleInput: true }), [null, 4]);
  for (const time of [3, 7, 2]) {
    const x = normalTensor([2, time, 4], 1);
    const y = layer.call({ value: x, mask: null }, inference).value.toArray();
    const waves = sinusoidalPositions(time, 4);
    x.toArray().forEach((value, i) => expect(y[i]).toBeCloseTo(2 * value + waves[i % (4 * time)], 5));
  }
});

test("learned positions are added to x", () => {
  const { layer, weights } = builtLayer(positionEmbedding({ sequenceLength: 5 }), [null, 2]);
  const table = weights.get("embeddings")?.toArray() ?? [];
  const x = normalTensor([2, 3, 2], 1);
  const y = layer.call({ value: x, mask: null }, inference).value.toArray();
  x.toArray().forEach((value, i) => expect(y[i]).toBeCloseTo(value + table[i % 6], 6));
  expect(() => layer.call({ value: zeros([1, 6, 2]), mask: null }, inference)).toThrow("the table has 5 positions");
  expect(() => builtLayer(positionEmbedding({ sequenceLength: 5 }), [6, 2])).toThrow(
    "positionEmbedding has 5 positions, but examples have 6 steps; help: sequenceLength: 6",
  );
});

test("options and inputs that do not fit are named", () => {
  expect(() => multiHeadAttention({ numHeads: 0, keyDim: 3 })).toThrow("numHeads must be an integer of at least 1");
  expect(() => multiHeadAttention({ numHeads: 1, keyDim: 0.5 })).toThrow("keyDim must be an integer of at least 1");
  expect(() => multiHeadAttention({ numHeads: 1, keyDim: 1, dropout: 1 })).toThrow("dropout must be at least 0");
  expect(() => builtLayer(multiHeadAttention({ numHeads: 1, keyDim: 1 }), [3])).toThrow(
    "multiHeadAttention reads [time, features] per example",
  );
  expect(() => builtLayer(transformerEncoder({ numHeads: 5, intermediateDim: 3 }), [null, 4])).toThrow(
    "transformerEncoder: numHeads must be at most the number of features, got 5 heads for 4 features",
  );
  expect(() => transformerEncoder({ numHeads: 1, intermediateDim: 1, layerNormEpsilon: 0 })).toThrow(
    "layerNormEpsilon",
  );
  expect(() => positionEncoding({ maxWavelength: 0 })).toThrow("maxWavelength must be above 0, got 0");
});

test.each([
  [-1, 0, 10_000, "time"],
  [2, 0, 10_000, "features"],
  [2 ** 30, 8, 10_000, "time · features"],
  [1e12, 8, 10_000, "time"],
  [2, 2, 0, "maxWavelength"],
  [2, 2, NaN, "maxWavelength"],
])("sinusoidalPositions(%d, %d, %d) names %s", (time, features, maxWavelength, name) => {
  expect(() => sinusoidalPositions(time, features, maxWavelength)).toThrow(`sinusoidalPositions: ${name} is`);
});

import { expect, test } from "vitest";
import { normalTensor } from "../../test/built-layer.ts";
import { sum } from "../ops/sum.ts";
import { fold, normal, randomKey } from "../tensor/random.ts";
import { size } from "../tensor/shape.ts";
import { gradients } from "../tensor/tape.ts";
import { intTensor, tensor, type Tensor } from "../tensor/tensor.ts";
import { inference } from "./shared/inference.ts";
import type {
  CallContext,
  ExampleShape,
  MultiInputLayer,
  MultiInputLayerSpec,
  Masked,
  WeightOptions,
} from "./layer.ts";
import { layers } from "./registry.ts";

const training: CallContext = { training: true, key: randomKey(1) };

interface Joined {
  readonly layer: MultiInputLayer;
  readonly weights: ReadonlyMap<string, Tensor>;
  readonly perWeight: ReadonlyMap<string, WeightOptions>;
}

/** A layer of several inputs, with weights that all differ. */
function joined(spec: MultiInputLayerSpec, inputs: readonly ExampleShape[]): Joined {
  const weights = new Map<string, Tensor>();
  const perWeight = new Map<string, WeightOptions>();
  const layer = spec.buildMultiInput(inputs, (name, shape, _, options = {}) => {
    const values = normal(fold(randomKey(1), name), size(shape)).map((z) => z / 2);
    weights.set(name, tensor(values, shape));
    perWeight.set(name, options);
    return tensor(values, shape);
  });
  return { layer, weights, perWeight };
}

const numbers = (x: Tensor): number[] => Array.from(x.toArray());
const bare = (value: Tensor): Masked => ({ value, mask: null });

const [query, value, key] = [normalTensor([2, 6, 4], 1), normalTensor([2, 5, 3], 2), normalTensor([2, 5, 4], 3)];
const shapes = [
  [6, 4],
  [5, 3],
  [5, 4],
];
const queryMask = intTensor([
  [1, 1, 1, 1, 0, 0],
  [0, 0, 1, 1, 1, 1],
]);
const valueMask = intTensor([
  [1, 1, 0, 1, 1],
  [0, 0, 0, 0, 0],
]);

const attentions: readonly MultiInputLayerSpec[] = [
  layers.multiHeadAttention({ numHeads: 2, keyDim: 3, outputShape: 3 }),
  layers.groupedQueryAttention({ headDim: 2, numQueryHeads: 4, numKeyValueHeads: 2 }),
  layers.attention(),
  layers.attention({ scoreMode: "concat" }),
  layers.additiveAttention(),
];

test.each(attentions.map((spec, i) => [spec.kind, i, spec] as const))(
  "%s (%i): a row that sees no key gives zeros before any bias, and finite computed; the query's mask is passed on",
  (kind, _, spec) => {
    const { layer, weights } = joined(spec, shapes);
    const given = [
      { value: query, mask: queryMask },
      { value, mask: valueMask },
      { value: key, mask: null },
    ];
    const [y] = layer.call(given, inference);
    expect(y.mask).toBe(queryMask);
    const own = numbers(y.value);
    const bias = weights.get("attentionOutput.bias");
    const expected = bias === undefined ? own.slice(own.length / 2).map(() => 0) : numbers(bias);
    own.slice(own.length / 2).forEach((each, i) => expect(each).toBeCloseTo(expected[i % expected.length], 6));
    expect(own.slice(0, own.length / 4).every((each) => each !== 0)).toBe(true);
    const { gradients: computed } = gradients(() => sum(layer.call(given, inference)[0].value), [query, value, key]);
    for (const gradient of computed) expect(numbers(gradient).every(Number.isFinite)).toBe(true);
    expect(kind).toBe(spec.kind);
  },
);

test.each(attentions.map((spec, i) => [spec.kind, i, spec] as const))(
  "%s (%i): what the mask of the values hides changes nothing",
  (_, __, spec) => {
    const { layer } = joined(spec, shapes);
    const other = tensor(
      numbers(value).map((each, i) => (Math.floor(i / 3) === 2 ? 100 : each)),
      value.shape,
    );
    const run = (from: Tensor): number[] => {
      const [y] = layer.call([bare(query), { value: from, mask: valueMask }, bare(key)], inference);
      return numbers(y.value).slice(0, y.value.size / 2);
    };
    expect(run(other)).toEqual(run(value));
  },
);

test("dropout acts while training alone, differs by seed, and leaves the scores alone", () => {
  for (const make of [
    (dropout: number, seed: number | null): MultiInputLayerSpec =>
      layers.multiHeadAttention({ numHeads: 2, keyDim: 3, dropout, seed, returnAttentionScores: true }),
    (dropout: number, seed: number | null): MultiInputLayerSpec =>
      layers.groupedQueryAttention({
        headDim: 2,
        numQueryHeads: 4,
        numKeyValueHeads: 2,
        dropout,
        seed,
        returnAttentionScores: true,
      }),
    (dropout: number, seed: number | null): MultiInputLayerSpec =>
      layers.attention({ dropout, seed, returnAttentionScores: true }),
    (dropout: number, seed: number | null): MultiInputLayerSpec =>
      layers.attention({ dropout, seed, returnAttentionScores: true, scoreMode: "concat" }),
    (dropout: number, seed: number | null): MultiInputLayerSpec =>
      layers.additiveAttention({ dropout, seed, returnAttentionScores: true }),
  ]) {
    const run = (spec: MultiInputLayerSpec, context: CallContext): number[][] => {
      const { layer } = joined(spec, shapes);
      const found = layer.call([bare(query), bare(value), bare(key)], context);
      expect(found.map((each) => each.value.shape.slice(1))).toEqual(layer.outputs);
      return found.map((each) => numbers(each.value));
    };
    const [plain, scores] = run(make(0, null), inference);
    expect(run(make(0.4, null), inference)).toEqual([plain, scores]);
    const [dropped, droppedScores] = run(make(0.4, null), training);
    expect(dropped).not.toEqual(plain);
    expect(droppedScores).toEqual(scores);
    expect(run(make(0.4, null), training)[0]).toEqual(dropped);
    expect(run(make(0.4, 3), training)[0]).not.toEqual(dropped);
    expect(run(make(0.4, 3), training)[0]).not.toEqual(run(make(0.4, 4), training)[0]);
  }
});

test("rotary positions make scores depend on distance alone", () => {
  const spec = layers.rotaryEmbedding({ maxWavelength: 30 });
  const same = tensor(
    Float64Array.from({ length: 7 * 4 }, (_, i) => [1, -2, 0.5, 3][i % 4]),
    [1, 7, 4],
  );
  const turned = spec.build([7, 4], () => same).call(bare(same), inference).value;
  const rows = numbers(turned);
  const product = (a: number, b: number): number =>
    [0, 1, 2, 3].reduce((total, i) => total + rows[4 * a + i] * rows[4 * b + i], 0);
  expect(product(1, 4)).toBeCloseTo(product(3, 6), 4);
  expect(product(1, 4)).not.toBeCloseTo(product(1, 5), 2);
});

test("regularizers and constraints reach every kernel and bias of the heads", () => {
  const spec = layers.multiHeadAttention({
    numHeads: 2,
    keyDim: 3,
    useGate: true,
    kernelRegularizer: "l2",
    biasConstraint: "nonNegative",
  });
  const { perWeight } = joined(spec, shapes);
  expect(perWeight.size).toBe(10);
  for (const [name, { regularizer, constraint }] of perWeight) {
    expect([name, regularizer !== null, constraint !== null]).toEqual([
      name,
      name.endsWith("kernel"),
      name.endsWith("bias"),
    ]);
  }
});

test("moving mean and variance are not trained; all other weights are", () => {
  const perWeight = new Map<string, boolean>();
  layers.batchNormalization().build([3], (name, shape, initializer, options = {}) => {
    perWeight.set(name, options.trainable ?? true);
    return tensor(Float64Array.from(initializer(shape, randomKey(0))), shape);
  });
  expect([...perWeight]).toEqual([
    ["gamma", true],
    ["beta", true],
    ["movingMean", false],
    ["movingVariance", false],
  ]);
});

test("batchNormalization moves its mean and variance while training alone", () => {
  const weights = new Map<string, Tensor>();
  const layer = layers.batchNormalization({ momentum: 0.5 }).build([1], (name, shape, initializer) => {
    const weight = tensor(Float64Array.from(initializer(shape, randomKey(0))), shape);
    weights.set(name, weight);
    return weight;
  });
  const moments = (): number[] =>
    ["movingMean", "movingVariance"].map((name) => numbers(weights.get(name) ?? query)[0]);
  const x = tensor([[2], [6]]);
  layer.call(bare(x), inference);
  expect(moments()).toEqual([0, 1]);
  layer.call(bare(x), training);
  expect(moments()).toEqual([2, 2.5]);
  layer.call(bare(x), training);
  expect(moments()).toEqual([3, 3.25]);
});

test("spatialDropout1d drops whole features, gaussianNoise adds noise of its stddev, both only in training", () => {
  const x = tensor(new Float64Array(4 * 10 * 50).fill(3), [4, 10, 50]);
  const call = (spec: { build: typeof dropping.build }, context: CallContext): number[] =>
    numbers(spec.build([10, 50], () => x).call(bare(x), context).value);
  const dropping = layers.spatialDropout1d({ rate: 0.25 });
  expect(call(dropping, inference)).toEqual(numbers(x));
  const dropped = call(dropping, training);
  expect(new Set(dropped)).toEqual(new Set([0, 4]));
  const columns = Array.from({ length: 200 }, (_, i) => dropped[Math.floor(i / 50) * 500 + (i % 50)]);
  dropped.forEach((each, i) => expect(each).toBe(columns[Math.floor(i / 500) * 50 + (i % 50)]));
  expect(columns.filter((each) => each === 0).length).toBeGreaterThan(30);
  expect(call(layers.spatialDropout1d({ rate: 0.25, seed: 5 }), training)).not.toEqual(dropped);
  const noise = layers.gaussianNoise({ stddev: 0.5 });
  expect(call(noise, inference)).toEqual(numbers(x));
  const noisy = call(noise, training).map((each) => each - 3);
  const mean = noisy.reduce((a, b) => a + b, 0) / noisy.length;
  const deviation = Math.sqrt(noisy.reduce((a, b) => a + b * b, 0) / noisy.length);
  expect(Math.abs(mean)).toBeLessThan(0.05);
  expect(deviation).toBeGreaterThan(0.48);
  expect(deviation).toBeLessThan(0.52);
  expect(call(layers.gaussianNoise({ stddev: 0.5, seed: 5 }), training)).not.toEqual(call(noise, training));
});

test("merging layers say what fits, and lengths of any size stay open", () => {
  const outputs = (spec: MultiInputLayerSpec, ...inputs: ExampleShape[]): unknown => joined(spec, inputs).layer.outputs;
  expect(outputs(layers.add(), [null, 3], [5, 1])).toEqual([[5, 3]]);
  expect(outputs(layers.add(), [null, 3], [1, 3])).toEqual([[null, 3]]);
  expect(outputs(layers.concatenate({ axis: 1 }), [null, 3], [5, 3])).toEqual([[null, 3]]);
  expect(outputs(layers.concatenate(), [null, 3], [5, 4])).toEqual([[5, 7]]);
  expect(outputs(layers.dot({ axes: -1 }), [null, 3], [5, 3])).toEqual([[null, 5]]);
  expect(() => outputs(layers.add(), [5, 3], [4, 3])).toThrow("add merges tensors of one shape");
  expect(() => outputs(layers.subtract(), [5, 3])).toThrow("subtract reads 2 inputs, got 1");
  expect(() => outputs(layers.concatenate({ axis: 3 }), [5, 3])).toThrow("have no axis 3");
  expect(() => outputs(layers.concatenate(), [5, 3], [4, 3])).toThrow("differ in one axis alone");
  expect(() => outputs(layers.dot({ axes: 1 }), [5, 3], [4, 3])).toThrow("axes of one length, got 5 of [5, 3] and 4");
  expect(() => layers.dot({ axes: 0 })).toThrow("which is the batch");
  expect(() => layers.concatenate({ axis: 0 })).toThrow("which is the batch");
  const dot = joined(layers.dot({ axes: -1 }), [
    [6, 4],
    [6, 4],
  ]).layer;
  expect(() => dot.call([{ value: query, mask: queryMask }, bare(query)], inference)).toThrow(
    "dot cannot honour the mask",
  );
});

test("options and inputs that do not fit are named", () => {
  const heads = { headDim: 2, numQueryHeads: 3, numKeyValueHeads: 2 };
  expect(() => layers.groupedQueryAttention(heads)).toThrow(
    "groupedQueryAttention: numKeyValueHeads must divide numQueryHeads, got 2 and 3",
  );
  expect(() => layers.multiHeadAttention({ numHeads: 1, keyDim: 3, rotary: true })).toThrow(
    "rotary positions turn pairs of features, the depth of keys is 3",
  );
  expect(() => layers.multiHeadAttention({ numHeads: 1, keyDim: 2, slidingWindow: 0 })).toThrow("slidingWindow");
  expect(() => layers.multiHeadAttention({ numHeads: 1, keyDim: 2, seed: -1 })).toThrow("seed must be an integer");
  expect(() => joined(layers.attention(), [[5, 4]])).toThrow("attention reads [query, value] or [query, value, key]");
  expect(() =>
    joined(layers.attention(), [
      [5, 4],
      [5, 3],
    ]),
  ).toThrow("attention: queries and keys must have as many features, got 4 and 3");
  expect(() =>
    joined(layers.attention(), [
      [5, 4],
      [5, 4],
      [6, 4],
    ]),
  ).toThrow("as many keys as values");
  expect(() => layers.attention({ returnAttentionScores: true }).build([5, 4], () => query)).toThrow(
    "attention with returnAttentionScores has two outputs",
  );
  expect(() => layers.rotaryEmbedding().build([5, 3], () => query)).toThrow("depth is 3");
  expect(() => layers.permute({ dims: [1, 3] })).toThrow("dims names each axis once");
  expect(() => layers.reshape({ targetShape: [-1, -1] })).toThrow("one −1 at most");
  expect(() => layers.reshape({ targetShape: [5] }).build([2, 3], () => query)).toThrow(
    "have 6 elements, which do not fit [5]",
  );
  expect(() => layers.cropping1d({ cropping: 3 }).build([6, 2], () => query)).toThrow("takes 3 + 3 steps off");
  expect(() => layers.timeDistributed({ layer: layers.flatten() }).build([6], () => query)).toThrow(
    "timeDistributed reads",
  );
  expect(() => layers.prelu().build([null, 2], () => query)).toThrow("help: sharedAxes: [1]");
  expect(() => layers.gaussianNoise({ stddev: 2 })).toThrow("stddev must be from 0 to 1");
  expect(() => layers.batchNormalization({ momentum: 2 })).toThrow("momentum must be from 0 to 1");
});

import { expect, test } from "vitest";
import { builtLayer, normalTensor } from "../../test/built-layer.ts";
import { randomKey } from "../tensor/random.ts";
import { intTensor, tensor, type Tensor } from "../tensor/tensor.ts";
import { activation } from "./activation.ts";
import { bidirectional } from "./recurrent/bidirectional.ts";
import { centerOverTime } from "./normalization/center-over-time.ts";
import { conv1d } from "./conv1d.ts";
import { dense } from "./dense.ts";
import { dropout } from "./dropout.ts";
import { embedding } from "./embedding.ts";
import { flatten } from "./flatten.ts";
import { globalAveragePooling1d, globalMaxPooling1d } from "./pooling/global-pooling.ts";
import { gru } from "./recurrent/gru.ts";
import { layerNormGru } from "./recurrent/layer-norm-gru.ts";
import { layerNormLstm } from "./recurrent/layer-norm-lstm.ts";
import { layerNormalization } from "./normalization/layer-normalization.ts";
import type { CallContext, LayerSpec } from "./layer.ts";
import { lstmCell } from "./recurrent/lstm-cell.ts";
import { lstm } from "./recurrent/lstm.ts";
import { maxPooling1d } from "./pooling/max-pooling.ts";
import { multiHeadAttention } from "./attention/multi-head-attention.ts";
import { positionEmbedding } from "./position-embedding.ts";
import { positionEncoding } from "./position-encoding.ts";
import { layers } from "./registry.ts";
import { rnn } from "./recurrent/rnn.ts";
import { simpleRnn } from "./recurrent/simple-rnn.ts";
import { transformerEncoder } from "./transformer/transformer-encoder.ts";

const inference: CallContext = { training: false, key: randomKey(0) };
const training: CallContext = { training: true, key: randomKey(1) };
const x = normalTensor([3, 7, 2], 4);
const indices = intTensor([
  [1, 2, 0, 0, 0, 0, 0],
  [3, 3, 3, 0, 1, 2, 4],
  [0, 0, 0, 0, 0, 0, 0],
]);
const mask = intTensor(
  Array.from(indices.toArray(), (index) => (index === 0 ? 0 : 1)),
  [3, 7],
);

const attentionWeights = ["query", "key", "value", "attentionOutput"].flatMap((part) => [
  `${part}.kernel`,
  `${part}.bias`,
]);

/** A layer of every kind, with its weights' names and the shape of one example's output. */
const all: readonly (readonly [LayerSpec, Tensor, readonly string[], readonly number[]])[] = [
  [activation("relu"), x, [], [7, 2]],
  [layers.additiveAttention(), x, ["scale"], [7, 2]],
  [layers.attention({ useScale: true, scoreMode: "concat" }), x, ["scale", "concatScoreWeight"], [7, 2]],
  [layers.averagePooling1d(), x, [], [3, 2]],
  [layers.batchNormalization(), x, ["gamma", "beta", "movingMean", "movingVariance"], [7, 2]],
  [
    bidirectional({ layer: gru({ units: 3 }) }),
    x,
    ["forward", "backward"].flatMap((d) => [`${d}.kernel`, `${d}.recurrentKernel`, `${d}.bias`]),
    [6],
  ],
  [centerOverTime(), x, [], [7, 2]],
  [
    layers.channelIndependent({ layers: [flatten(), dense({ units: 4 })] }),
    x,
    ["layers.1.kernel", "layers.1.bias"],
    [4, 2],
  ],
  [conv1d({ filters: 5, kernelSize: 3 }), x, ["kernel", "bias"], [5, 5]],
  [layers.cropping1d(), x, [], [5, 2]],
  [dense({ units: 4 }), x, ["kernel", "bias"], [7, 4]],
  [dropout({ rate: 0.5 }), x, [], [7, 2]],
  [embedding({ inputDim: 5, outputDim: 3 }), indices, ["embeddings"], [7, 3]],
  [flatten(), x, [], [14]],
  [layers.gaussianNoise({ stddev: 0.5 }), x, [], [7, 2]],
  [globalAveragePooling1d(), x, [], [2]],
  [globalMaxPooling1d(), x, [], [2]],
  [layers.groupedQueryAttention({ headDim: 3, numQueryHeads: 4, numKeyValueHeads: 2 }), x, attentionWeights, [7, 2]],
  [gru({ units: 3 }), x, ["kernel", "recurrentKernel", "bias"], [3]],
  [layerNormGru({ units: 3 }), x, ["kernel", "recurrentKernel", "kernelGamma", "recurrentGamma", "bias"], [3]],
  [
    layerNormLstm({ units: 3 }),
    x,
    ["kernel", "recurrentKernel", "kernelGamma", "recurrentGamma", "bias", "cellGamma", "cellBeta"],
    [3],
  ],
  [layerNormalization(), x, ["gamma", "beta"], [7, 2]],
  [layers.leakyRelu(), x, [], [7, 2]],
  [lstm({ units: 3 }), x, ["kernel", "recurrentKernel", "bias"], [3]],
  [layers.masking(), x, [], [7, 2]],
  [maxPooling1d(), x, [], [3, 2]],
  [layers.minGru({ units: 3 }), x, ["kernel", "bias"], [3]],
  [layers.minLstm({ units: 3 }), x, ["kernel", "bias"], [3]],
  [multiHeadAttention({ numHeads: 2, keyDim: 3 }), x, attentionWeights, [7, 2]],
  [layers.permute({ dims: [2, 1] }), x, [], [2, 7]],
  [positionEmbedding({ sequenceLength: 9 }), x, ["embeddings"], [7, 2]],
  [positionEncoding(), x, [], [7, 2]],
  [layers.prelu(), x, ["alpha"], [7, 2]],
  [layers.repeatVector({ n: 4 }), normalTensor([3, 2], 5), [], [4, 2]],
  [layers.reshape({ targetShape: [2, -1] }), x, [], [2, 7]],
  [
    layers.residualDense({ units: 4, hiddenUnits: 5 }),
    x,
    [
      ...["hidden", "output", "skip"].flatMap((part) => [`${part}.kernel`, `${part}.bias`]),
      "layerNorm.gamma",
      "layerNorm.beta",
    ],
    [7, 4],
  ],
  [layers.reversibleNormalization(), x, ["gamma", "beta"], [7, 2]],
  [layers.rmsNormalization(), x, ["scale"], [7, 2]],
  [layers.rotaryEmbedding(), x, [], [7, 2]],
  [rnn({ cell: lstmCell({ units: 3 }) }), x, ["kernel", "recurrentKernel", "bias"], [3]],
  [layers.segmentEmbedding({ units: 4, segmentLength: 3 }), x, ["kernel", "bias"], [2, 4]],
  [
    layers.segmentRnn({ units: 4, segmentLength: 3, horizon: 5 }),
    x,
    [
      "segment.kernel",
      "segment.bias",
      "gru.kernel",
      "gru.recurrentKernel",
      "gru.bias",
      "positionEmbeddings",
      "channelEmbeddings",
      "output.kernel",
      "output.bias",
    ],
    [5, 2],
  ],
  [layers.seriesDecomposition(), x, [], [7, 4]],
  [layers.softmax(), x, [], [7, 2]],
  [simpleRnn({ units: 3 }), x, ["kernel", "recurrentKernel", "bias"], [3]],
  [layers.spatialDropout1d({ rate: 0.5 }), x, [], [7, 2]],
  [
    layers.temporalBlock({ filters: 3, kernelSize: 2, dilationRate: 2 }),
    x,
    ["first", "second", "skip"].flatMap((part) => [`${part}.kernel`, `${part}.bias`]),
    [7, 3],
  ],
  [layers.timeDistributed({ layer: dense({ units: 4 }) }), x, ["kernel", "bias"], [7, 4]],
  [
    transformerEncoder({ intermediateDim: 5, numHeads: 2, dropout: 0.1 }),
    x,
    [
      ...attentionWeights.map((name) => `selfAttention.${name}`),
      "selfAttentionLayerNorm.gamma",
      "selfAttentionLayerNorm.beta",
      ...["feedforwardIntermediateDense", "feedforwardOutputDense"].flatMap((d) => [`${d}.kernel`, `${d}.bias`]),
      "feedforwardLayerNorm.gamma",
      "feedforwardLayerNorm.beta",
    ],
    [7, 2],
  ],
  [layers.upSampling1d(), x, [], [14, 2]],
  [layers.zeroPadding1d(), x, [], [9, 2]],
];

/** Layers that stand in functional models alone, for they join several tensors: joint-layers.test.ts. */
const joining = ["add", "average", "concatenate", "dot", "maximum", "minimum", "multiply", "subtract"];

test("there is a case for every layer", () => {
  const kinds: readonly string[] = all.map(([{ kind }]) => kind);
  expect([...kinds, ...joining].toSorted()).toEqual(Object.keys(layers).toSorted());
  expect(all).toHaveLength(51);
});

test.each(all.map(([spec, ...rest]) => [spec.kind, spec, ...rest] as const))(
  "%s gives the output shape it says and has the weights of Keras, or of its page",
  (_, spec, input, names, output) => {
    const { layer, weights } = builtLayer(spec, input.shape.slice(1));
    expect(layer.output).toEqual(output);
    expect([...weights.keys()]).toEqual(names);
    for (const context of [inference, training]) {
      expect(layer.call({ value: input, mask: null }, context).value.shape).toEqual([3, ...output]);
    }
  },
);

/** What every kind of layer does with a mask. */
function fates(): unknown {
  const found = all.map(([spec, input]) => {
    const { layer } = builtLayer(spec, input.shape.slice(1));
    try {
      return [spec.kind, layer.call({ value: input, mask }, inference).mask === mask ? "keeps" : "ends"];
    } catch (error) {
      return [spec.kind, String(error)];
    }
  });
  return Object.fromEntries(found);
}

function refuses(kind: string): unknown {
  return expect.stringContaining(`TypeError: ${kind} cannot honour the mask of its input`);
}

test("layers that honour a mask pass it on or end it, and the others refuse it", () => {
  expect(fates()).toEqual({
    activation: "keeps",
    additiveAttention: "keeps",
    attention: "keeps",
    averagePooling1d: refuses("averagePooling1d"),
    batchNormalization: "keeps",
    bidirectional: "ends",
    centerOverTime: refuses("centerOverTime"),
    channelIndependent: refuses("channelIndependent"),
    conv1d: refuses("conv1d"),
    cropping1d: refuses("cropping1d"),
    dense: "keeps",
    dropout: "keeps",
    embedding: "ends",
    flatten: refuses("flatten"),
    gaussianNoise: "keeps",
    globalAveragePooling1d: "ends",
    globalMaxPooling1d: refuses("globalMaxPooling1d"),
    groupedQueryAttention: "keeps",
    gru: "ends",
    layerNormGru: "ends",
    layerNormLstm: "ends",
    layerNormalization: "keeps",
    leakyRelu: "keeps",
    lstm: "ends",
    masking: "ends",
    maxPooling1d: refuses("maxPooling1d"),
    minGru: "ends",
    minLstm: "ends",
    multiHeadAttention: "keeps",
    permute: refuses("permute"),
    positionEmbedding: "keeps",
    positionEncoding: "keeps",
    prelu: "keeps",
    repeatVector: refuses("repeatVector"),
    reshape: refuses("reshape"),
    residualDense: "keeps",
    reversibleNormalization: refuses("reversibleNormalization"),
    rmsNormalization: "keeps",
    rotaryEmbedding: "keeps",
    rnn: "ends",
    segmentEmbedding: refuses("segmentEmbedding"),
    segmentRnn: refuses("segmentRnn"),
    seriesDecomposition: refuses("seriesDecomposition"),
    simpleRnn: "ends",
    softmax: "keeps",
    spatialDropout1d: "keeps",
    temporalBlock: refuses("temporalBlock"),
    timeDistributed: "keeps",
    transformerEncoder: "keeps",
    upSampling1d: refuses("upSampling1d"),
    zeroPadding1d: refuses("zeroPadding1d"),
  });
});

test("dense is f(x·W + b) along the last axis", () => {
  const { layer, weights } = builtLayer(dense({ units: 2, activation: "relu" }), [7, 2]);
  const [w, b] = ["kernel", "bias"].map((name) => weights.get(name)?.toArray() ?? []);
  const numbers = x.toArray();
  const y = layer.call({ value: x, mask: null }, inference).value.toArray();
  expect(y.some((v) => v > 0) && y.some((v) => v === 0)).toBe(true);
  y.forEach((value, i) => {
    const [row, unit] = [Math.floor(i / 2), i % 2];
    expect(value).toBeCloseTo(
      Math.max(0, numbers[2 * row] * w[unit] + numbers[2 * row + 1] * w[2 + unit] + b[unit]),
      5,
    );
  });
  expect([...builtLayer(dense({ units: 2, useBias: false }), [3]).weights.keys()]).toEqual(["kernel"]);
  expect(() => builtLayer(dense({ units: 2 }), [null])).toThrow(
    "dense reads [..., inputs] per example, with a known number of inputs, got [any]",
  );
});

test("softmax is over the last axis, in a layer and by itself", () => {
  for (const spec of [
    activation("softmax"),
    dense({ units: 4, activation: "softmax" }),
    conv1d({ filters: 3, kernelSize: 2, activation: "softmax" }),
  ]) {
    const { value } = builtLayer(spec, [7, 2]).layer.call({ value: x, mask: null }, inference);
    const numbers = Array.from(value.toArray());
    const width = value.shape[value.shape.length - 1];
    for (let row = 0; row < numbers.length / width; row++) {
      expect(numbers.slice(row * width, (row + 1) * width).reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    }
  }
  // @ts-expect-error: the types refuse it, plain JavaScript does not
  expect(() => activation("swish")).toThrow("activation: activation must be one of linear, tanh");
});

test("dropout acts while training alone, anew with every key", () => {
  const big = tensor(new Float32Array(1000).fill(3), [10, 100]);
  const { layer } = builtLayer(dropout({ rate: 0.25 }), [100]);
  const call = (context: CallContext): Tensor => layer.call({ value: big, mask: null }, context).value;
  expect(call(inference)).toBe(big);
  const dropped = Array.from(call(training).toArray());
  expect([...new Set(dropped)].toSorted((a, b) => a - b)).toEqual([0, 4]);
  const share = dropped.filter((v) => v === 0).length / 1000;
  expect(share).toBeGreaterThan(0.2);
  expect(share).toBeLessThan(0.3);
  expect(Array.from(call(training).toArray())).toEqual(dropped);
  expect(Array.from(call({ training: true, key: randomKey(2) }).toArray())).not.toEqual(dropped);
  expect(builtLayer(dropout({ rate: 0 }), [100]).layer.call({ value: big, mask: null }, training).value).toBe(big);
  expect(() => dropout({ rate: 1 })).toThrow("dropout: rate must be at least 0 and below 1, got 1");
});

test("embedding looks rows up, and with maskZero masks the zeros", () => {
  const { layer, weights } = builtLayer(embedding({ inputDim: 5, outputDim: 3, maskZero: true }), [null]);
  expect(layer.output).toEqual([null, 3]);
  const table = weights.get("embeddings")?.toArray() ?? [];
  const output = layer.call({ value: indices, mask: null }, inference);
  expect(Array.from(output.value.toArray())).toEqual(
    Array.from(indices.toArray()).flatMap((i) => Array.from(table.slice(3 * i, 3 * i + 3))),
  );
  expect(Array.from(output.mask?.toArray() ?? [])).toEqual(Array.from(mask.toArray()));
  const plain = builtLayer(embedding({ inputDim: 5, outputDim: 3 }), [7]).layer;
  expect(plain.call({ value: indices, mask: null }, inference).mask).toBeNull();
  expect(() => plain.call({ value: intTensor([[5]]), mask: null }, inference)).toThrow("5");
  expect(() => builtLayer(embedding({ inputDim: 5, outputDim: 3 }), [7, 2])).toThrow(
    "embedding reads [time] indices per example, got [7, 2]",
  );
  expect(() => builtLayer(embedding({ inputDim: 5, outputDim: 3, maskZero: true }), [])).toThrow("got one index, []");
});

test("globalAveragePooling1d leaves masked steps out", () => {
  const { layer } = builtLayer(globalAveragePooling1d(), [7, 2]);
  const numbers = x.toArray();
  const mean = layer.call({ value: x, mask }, inference).value.toArray();
  expect(mean[0]).toBeCloseTo((numbers[0] + numbers[2]) / 2, 6);
  expect(Array.from(mean.slice(4))).toEqual([0, 0]);
});

test("flatten keeps the order, and wants known lengths", () => {
  const { layer } = builtLayer(flatten(), [7, 2]);
  expect(Array.from(layer.call({ value: x, mask: null }, inference).value.toArray())).toEqual(Array.from(x.toArray()));
  expect(() => builtLayer(flatten(), [null, 2])).toThrow("flatten reads examples of known lengths, got [any, 2]");
});

/** Layers with windows of every padding, stride and width, and how many steps a window takes. */
const windows = ([1, 2, 3] as const).flatMap((size) =>
  [1, 2, 3].flatMap((strides) => [
    ...(["valid", "same", "causal"] as const).map(
      (padding) =>
        [
          conv1d({ filters: 3, kernelSize: size, strides, padding, dilationRate: 2 }),
          padding === "valid" ? 2 * size - 1 : 1,
        ] as const,
    ),
    ...(["valid", "same"] as const).map(
      (padding) => [maxPooling1d({ poolSize: size, strides, padding }), padding === "valid" ? size : 1] as const,
    ),
  ]),
);

test.each([1, 3, 7, 17])("conv1d and maxPooling1d say how many steps come out of %i", (time) => {
  expect(windows).toHaveLength(45);
  const fitting = windows.filter(([, reach]) => reach <= time);
  for (const [spec] of fitting) {
    const { layer } = builtLayer(spec, [time, 2]);
    expect(layer.call({ value: normalTensor([2, time, 2], 5), mask: null }, inference).value.shape).toEqual([
      2,
      ...layer.output,
    ]);
    expect(builtLayer(spec, [null, 2]).layer.output[0]).toBeNull();
  }
  for (const [spec] of windows.filter(([, reach]) => reach > time)) {
    expect(() => builtLayer(spec, [time, 2])).toThrow("help: use padding");
  }
});

test("maxPooling1d moves by poolSize unless told otherwise", () => {
  expect(maxPooling1d().options).toEqual({ poolSize: 2, strides: 2, padding: "valid" });
  expect(maxPooling1d({ poolSize: 3 }).options.strides).toBe(3);
  expect(maxPooling1d({ poolSize: 3, strides: 1 }).options.strides).toBe(1);
});

test("layerNormalization starts as mean 0 and deviation 1, with Keras's epsilon", () => {
  const layer = layerNormalization().build([2], (_, shape, initializer) =>
    tensor(Array.from(initializer(shape, randomKey(0))), shape),
  );
  const y = layer.call({ value: tensor([[1, 3]]), mask: null }, inference).value.toArray();
  expect(y[0]).toBeCloseTo(-1 / Math.sqrt(1 + 1e-3), 6);
  expect(y[1]).toBeCloseTo(1 / Math.sqrt(1 + 1e-3), 6);
});

test("defaults are Keras's", () => {
  const kernel = { kernelInitializer: "glorotUniform", biasInitializer: "zeros", useBias: true };
  const cell = {
    ...kernel,
    units: 1,
    activation: "tanh",
    recurrentInitializer: "orthogonal",
    kernelRegularizer: null,
    recurrentRegularizer: null,
    biasRegularizer: null,
    kernelConstraint: null,
    recurrentConstraint: null,
    biasConstraint: null,
    dropout: 0,
    recurrentDropout: 0,
    seed: null,
  };
  const pass = {
    returnSequences: false,
    returnState: false,
    goBackwards: false,
    stateful: false,
    zeroOutputForMask: false,
    activityRegularizer: null,
  };
  const defaults = {
    kernelRegularizer: null,
    biasRegularizer: null,
    kernelConstraint: null,
    biasConstraint: null,
    activityRegularizer: null,
  };
  expect(dense({ units: 1 }).options).toEqual({ ...kernel, ...defaults, units: 1, activation: "linear" });
  const recurrent = { ...cell, ...pass };
  expect(lstmCell({ units: 1 }).options).toEqual({ ...cell, recurrentActivation: "sigmoid", unitForgetBias: true });
  expect(rnn({ cell: lstmCell({ units: 1 }) }).options).toMatchObject(pass);
  expect(layerNormGru({ units: 1 }).options).toEqual({
    ...recurrent,
    recurrentActivation: "sigmoid",
    epsilon: 1e-3,
    gammaInitializer: "ones",
    gammaRegularizer: null,
    gammaConstraint: null,
  });
  expect(simpleRnn({ units: 1 }).options).toEqual(recurrent);
  expect(lstm({ units: 1 }).options).toEqual({ ...recurrent, recurrentActivation: "sigmoid", unitForgetBias: true });
  expect(gru({ units: 1 }).options).toEqual({ ...recurrent, recurrentActivation: "sigmoid", resetAfter: true });
  expect(conv1d({ filters: 1, kernelSize: 2 }).options).toEqual({
    ...kernel,
    ...defaults,
    filters: 1,
    kernelSize: 2,
    strides: 1,
    padding: "valid",
    dilationRate: 1,
    groups: 1,
    activation: "linear",
  });
  expect(embedding({ inputDim: 2, outputDim: 1 }).options).toMatchObject({
    maskZero: false,
    embeddingsInitializer: "uniform",
  });
  const affine = {
    epsilon: 1e-3,
    center: true,
    scale: true,
    betaInitializer: "zeros",
    gammaInitializer: "ones",
    betaRegularizer: null,
    gammaRegularizer: null,
    betaConstraint: null,
    gammaConstraint: null,
  };
  expect(layerNormalization().options).toEqual({ ...affine, axis: -1 });
  expect(layers.batchNormalization().options).toEqual({
    ...affine,
    axis: -1,
    momentum: 0.99,
    movingMeanInitializer: "zeros",
    movingVarianceInitializer: "ones",
  });
  expect(layers.rmsNormalization().options).toEqual({ axis: -1, epsilon: 1e-6 });
  expect(layers.rotaryEmbedding().options).toEqual({ maxWavelength: 10_000, scalingFactor: 1, pairing: "halves" });
  expect(layers.leakyRelu().options).toEqual({ negativeSlope: 0.3 });
  expect(multiHeadAttention({ numHeads: 2, keyDim: 3 }).options).toEqual({
    ...kernel,
    ...defaults,
    outputShape: null,
    slidingWindow: null,
    returnAttentionScores: false,
    useGate: false,
    rotary: null,
    seed: null,
    numHeads: 2,
    keyDim: 3,
    valueDim: 3,
    dropout: 0,
    useCausalMask: false,
  });
  expect(transformerEncoder({ numHeads: 2, intermediateDim: 3 }).options).toEqual({
    numHeads: 2,
    intermediateDim: 3,
    dropout: 0,
    activation: "relu",
    normalizeFirst: false,
    layerNormEpsilon: 1e-5,
    kernelInitializer: "glorotUniform",
    biasInitializer: "zeros",
  });
  expect(positionEmbedding({ sequenceLength: 4 }).options.embeddingsInitializer).toBe("glorotUniform");
  expect(positionEncoding().options).toEqual({ maxWavelength: 10_000, scaleInput: false });
  expect(bidirectional({ layer: gru({ units: 1 }) }).options).toMatchObject({
    mergeMode: "concat",
    backwardLayer: null,
  });
});

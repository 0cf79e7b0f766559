import { layers, type LayerKind } from "../../src/layers/registry.ts";
import type { CallContext, MultiInputLayerSpec, LayerSpec, Masked, WeightMaker } from "../../src/layers/layer.ts";
import { gruCell } from "../../src/layers/recurrent/gru-cell.ts";
import { fold, randomKey, normal } from "../../src/tensor/random.ts";
import { size } from "../../src/tensor/shape.ts";
import { tensor, type Tensor } from "../../src/tensor/tensor.ts";
import { axes, x, type SweptCase } from "./case.ts";

type Numbers = Readonly<Record<string, number>>;
type Spec = LayerSpec | MultiInputLayerSpec;

const context: CallContext = { training: true, key: randomKey(3) };
/** Layers that are made of others say which of them found the fault. */
const words = ["shape", "elements", "weight", "examples"];

/** Weights as a model makes them, within a bound that stands for the memory of a machine. */
const weight: WeightMaker = (name, shape) => {
  if (size(shape) > 2 ** 20) throw new RangeError(`no memory for weight ${name}`);
  return tensor(normal(fold(randomKey(5), name), size(shape)), shape);
};

function called(spec: Spec, inputs: readonly Masked[]): readonly (Tensor | null)[] {
  const shapes = inputs.map(({ value }) => value.shape.slice(1));
  if ("buildMultiInput" in spec) {
    return spec
      .buildMultiInput(shapes, weight)
      .call(inputs, context)
      .flatMap(({ value, mask }) => [value, mask]);
  }
  const { value, mask } = spec.build(shapes[0], weight).call(inputs[0], context);
  return [value, mask];
}

/** A layer of one input [batch, time, n]. */
function single(make: (numbers: Numbers) => Spec, more: Partial<SweptCase> = {}): SweptCase {
  return {
    axes,
    tensors: { x },
    ...more,
    words: [...words, ...(more.words ?? [])],
    run: (t, numbers) => called(make(numbers), [{ value: t["x"], mask: null }]),
  };
}

/** The same with a mask of its steps, as padding gives. */
function masked(make: (numbers: Numbers) => Spec, more: Partial<SweptCase> = {}): SweptCase {
  return {
    axes,
    tensors: { x, mask: { shape: ["batch", "time"], below: 2 } },
    ...more,
    words: [...words, "stepMask", ...(more.words ?? [])],
    run: (t, numbers) => called(make(numbers), [{ value: t["x"], mask: t["mask"] }]),
  };
}

/** A layer of two inputs of one shape. */
function joint(make: (numbers: Numbers) => Spec, more: Partial<SweptCase> = {}): SweptCase {
  return {
    axes,
    tensors: { a: x, b: x },
    ...more,
    words: [...words, ...(more.words ?? [])],
    run: ({ a, b }, numbers) =>
      called(
        make(numbers),
        [a, b].map((value) => ({ value, mask: null })),
      ),
  };
}

const row: SweptCase["tensors"] = { x: { shape: ["batch", "n"] } };
const pool = { sizes: { poolSize: 2, strides: 2 }, words: ["pool", "stride", "Pooling"] };
const segments = { units: 4, segmentLength: 2, strides: 2 };
const scanned = { sizes: { units: 4 }, words: ["linear", "matmul", "linearScan", "slice", "timeStep", "maskRows"] };
const merging = { words: ["broadcast", "add", "subtract"] };
const time = { words: ["strided", "copyColumns"] };
const recurrentWords = ["simpleRnn", "lstm", "gru"];
const attention = ["scale", "attention", "heads", "softmax", "matmul", "Matmul"];

/** Each layer of the registry; the type asks for a case where one is missing. */
export const layerCases: { readonly [K in LayerKind]: SweptCase } = {
  activation: single(() => layers.activation("softmax"), { words: ["softmax"] }),
  add: joint(() => layers.add(), merging),
  additiveAttention: joint(({ dropout }) => layers.additiveAttention({ dropout }), {
    reals: { dropout: 0.2 },
    words: [...attention, "additiveScores"],
  }),
  attention: joint(({ dropout }) => layers.attention({ dropout, useScale: true }), {
    reals: { dropout: 0.2 },
    words: attention,
  }),
  average: joint(() => layers.average(), merging),
  averagePooling1d: single((numbers) => layers.averagePooling1d({ ...pool.sizes, ...numbers, padding: "same" }), pool),
  batchNormalization: masked(({ momentum, epsilon }) => layers.batchNormalization({ momentum, epsilon }), {
    reals: { momentum: 0.9, epsilon: 0.1 },
    words: ["columnMoments", "normalizeColumns"],
  }),
  bidirectional: masked(({ units }) => layers.bidirectional({ layer: layers.gru({ units, returnSequences: true }) }), {
    sizes: { units: 4 },
    words: recurrentWords,
  }),
  centerOverTime: single(() => layers.centerOverTime(), { words: ["meanOverTime"] }),
  channelIndependent: single(
    ({ units }) => layers.channelIndependent({ layers: [layers.flatten(), layers.dense({ units })] }),
    { sizes: { units: 4 }, words: [...time.words, "matmul", "linear"] },
  ),
  concatenate: joint(({ axis }) => layers.concatenate({ axis }), { sizes: { axis: -1 }, words: time.words }),
  conv1d: single(
    ({ filters, kernelSize, strides, dilationRate }) =>
      layers.conv1d({ filters, kernelSize, strides, dilationRate, padding: "same" }),
    { sizes: { filters: 4, kernelSize: 2, strides: 1, dilationRate: 2 }, words: ["convolution", "stride"] },
  ),
  cropping1d: single(({ before, after }) => layers.cropping1d({ cropping: [before, after] }), {
    sizes: { before: 1, after: 1 },
    words: ["cropTime", ...time.words],
  }),
  dense: single(({ units }) => layers.dense({ units, activation: "relu" }), {
    sizes: { units: 4 },
    words: ["matmul", "linear"],
  }),
  dot: joint(({ first, second }) => layers.dot({ axes: [first, second], normalize: true }), {
    sizes: { first: 2, second: 2 },
    words: ["batchMatmul", "rmsNormalization", ...time.words],
  }),
  dropout: single(({ rate }) => layers.dropout({ rate }), {
    reals: { rate: 0.5 },
    words: ["multiply"],
  }),
  embedding: {
    axes: { ...axes, rows: 6 },
    tensors: { indices: { shape: ["batch", "time"], below: 6 } },
    sizes: { inputDim: 6, outputDim: 3 },
    words: [...words, "index", "gather", "findOutOfRange"],
    run: ({ indices }, { inputDim, outputDim }) =>
      called(layers.embedding({ inputDim, outputDim, maskZero: true }), [{ value: indices, mask: null }]),
  },
  flatten: single(() => layers.flatten()),
  gaussianNoise: single(({ stddev }) => layers.gaussianNoise({ stddev }), { reals: { stddev: 0.5 }, words: ["add"] }),
  globalAveragePooling1d: masked(() => layers.globalAveragePooling1d(), { words: ["meanOverTime"] }),
  globalMaxPooling1d: single(() => layers.globalMaxPooling1d(), { words: ["globalMaxPooling", "maxPooling"] }),
  groupedQueryAttention: joint(
    (numbers) => layers.groupedQueryAttention({ headDim: 4, numQueryHeads: 2, numKeyValueHeads: 2, ...numbers }),
    {
      sizes: { headDim: 4, numQueryHeads: 2, numKeyValueHeads: 2 },
      words: attention,
    },
  ),
  gru: masked(({ units, dropout }) => layers.gru({ units, dropout, recurrentDropout: 0.2, returnSequences: true }), {
    sizes: { units: 4 },
    reals: { dropout: 0.2 },
    words: ["multiply"],
  }),
  layerNormGru: single(({ units }) => layers.layerNormGru({ units, returnSequences: true }), {
    sizes: { units: 4 },
    words: [...time.words, "layerNorm", "matmul", "recurrent cell"],
  }),
  layerNormLstm: single(({ units }) => layers.layerNormLstm({ units, returnSequences: true }), {
    sizes: { units: 4 },
    words: [...time.words, "layerNorm", "matmul", "recurrent cell"],
  }),
  layerNormalization: single(({ epsilon }) => layers.layerNormalization({ epsilon }), {
    reals: { epsilon: 0.1 },
    words: ["scale"],
  }),
  leakyRelu: single(({ negativeSlope }) => layers.leakyRelu({ negativeSlope }), {
    reals: { negativeSlope: 0.2 },
    words: ["scale", "activate"],
  }),
  lstm: masked(({ units, dropout }) => layers.lstm({ units, dropout, returnSequences: true }), {
    sizes: { units: 4 },
    reals: { dropout: 0.2 },
  }),
  masking: single(({ maskValue }) => layers.masking({ maskValue }), {
    reals: { maskValue: 0.5 },
    words: ["rowsDiffer", "maskRows"],
  }),
  maxPooling1d: single((numbers) => layers.maxPooling1d({ ...pool.sizes, ...numbers, padding: "same" }), pool),
  maximum: joint(() => layers.maximum(), merging),
  minimum: joint(() => layers.minimum(), { words: [...merging.words, "scale", "maximum"] }),
  minGru: single(({ units }) => layers.minGru({ units, returnSequences: true }), scanned),
  minLstm: single(({ units }) => layers.minLstm({ units, returnSequences: true }), scanned),
  multiHeadAttention: joint(
    ({ numHeads, keyDim, valueDim }) => layers.multiHeadAttention({ numHeads, keyDim, valueDim }),
    { sizes: { numHeads: 2, keyDim: 4, valueDim: 3 }, words: attention },
  ),
  multiply: joint(() => layers.multiply(), merging),
  permute: single(({ first, second }) => layers.permute({ dims: [first, second] }), {
    sizes: { first: 2, second: 1 },
    words: ["dims", ...time.words],
  }),
  positionEmbedding: single(({ sequenceLength }) => layers.positionEmbedding({ sequenceLength }), {
    sizes: { sequenceLength: 9 },
    words: ["addPositions", "addRow", "position"],
  }),
  positionEncoding: single(({ maxWavelength }) => layers.positionEncoding({ maxWavelength }), {
    reals: { maxWavelength: 100 },
    words: ["addPositions", "addRow"],
  }),
  prelu: single(({ shared }) => layers.prelu({ sharedAxes: [shared] }), {
    sizes: { shared: 1 },
    words: ["activate", "scale"],
  }),
  repeatVector: single(({ n }) => layers.repeatVector({ n }), {
    tensors: row,
    sizes: { n: 4 },
    words: ["broadcast", "strided"],
  }),
  residualDense: single(
    ({ units, hiddenUnits, dropout, layerNormEpsilon }) =>
      layers.residualDense({ units, hiddenUnits, dropout, layerNormEpsilon }),
    {
      sizes: { units: 4, hiddenUnits: 5 },
      reals: { dropout: 0.2, layerNormEpsilon: 0.1 },
      words: ["linear", "matmul", "layerNormalization"],
    },
  ),
  reshape: single(({ first, second }) => layers.reshape({ targetShape: [first, second] }), {
    sizes: { first: 3, second: 5 },
    words: ["targetShape"],
  }),
  reversibleNormalization: single(({ epsilon }) => layers.reversibleNormalization({ epsilon }), {
    reals: { epsilon: 0.1 },
    words: [...time.words, "broadcast", "layerNormalization"],
  }),
  rmsNormalization: single(({ epsilon }) => layers.rmsNormalization({ epsilon }), {
    reals: { epsilon: 0.1 },
    words: ["scale"],
  }),
  rotaryEmbedding: single(
    ({ maxWavelength, scalingFactor }) => layers.rotaryEmbedding({ maxWavelength, scalingFactor }),
    {
      axes: { batch: 2, time: 5, n: 4 },
      reals: { maxWavelength: 100, scalingFactor: 2 },
      words: ["rotate", "depth", "reshape"],
    },
  ),
  rnn: single(({ units }) => layers.rnn({ cell: gruCell({ units }), returnSequences: true }), {
    sizes: { units: 4 },
    words: [...recurrentWords, ...time.words],
  }),
  segmentEmbedding: single(
    (numbers) => layers.segmentEmbedding({ ...segments, ...numbers, padding: "last", activation: "relu" }),
    { sizes: segments, words: ["segment", "convolution", "timeStep", "slice", ...time.words] },
  ),
  segmentRnn: single(
    ({ units, segmentLength, horizon, dropout }) => layers.segmentRnn({ units, segmentLength, horizon, dropout }),
    {
      sizes: { units: 4, segmentLength: 2, horizon: 3 },
      reals: { dropout: 0.2 },
      words: ["segment", "convolution", "gru", "linear", "addPositions", "concatenate", ...time.words],
    },
  ),
  seriesDecomposition: single(({ poolSize }) => layers.seriesDecomposition({ poolSize }), {
    sizes: { poolSize: 3 },
    words: ["averagePooling", "timeStep", "slice", ...time.words],
  }),
  softmax: single(() => layers.softmax(), {}),
  simpleRnn: masked(({ units, dropout }) => layers.simpleRnn({ units, dropout, returnSequences: true }), {
    sizes: { units: 4 },
    reals: { dropout: 0.2 },
  }),
  spatialDropout1d: single(({ rate }) => layers.spatialDropout1d({ rate }), {
    reals: { rate: 0.5 },
    words: ["multiply", "broadcast", "strided"],
  }),
  subtract: joint(() => layers.subtract(), merging),
  temporalBlock: single(
    ({ filters, kernelSize, dilationRate, dropout }) =>
      layers.temporalBlock({ filters, kernelSize, dilationRate, dropout }),
    {
      sizes: { filters: 4, kernelSize: 2, dilationRate: 2 },
      reals: { dropout: 0.2 },
      words: ["convolution", "linear", "matmul", "broadcast", ...time.words],
    },
  ),
  timeDistributed: single(({ units }) => layers.timeDistributed({ layer: layers.dense({ units }) }), {
    sizes: { units: 4 },
    words: ["dense", "linear", "matmul", "reshape"],
  }),
  transformerEncoder: single(
    ({ intermediateDim, numHeads, dropout }) => layers.transformerEncoder({ intermediateDim, numHeads, dropout }),
    {
      axes: { batch: 2, time: 5, n: 4 },
      sizes: { intermediateDim: 6, numHeads: 2 },
      reals: { dropout: 0.1 },
      words: [...attention, "layerNormalization", "features"],
    },
  ),
  upSampling1d: single((numbers) => layers.upSampling1d({ size: numbers["size"] }), {
    sizes: { size: 2 },
    words: ["broadcast", ...time.words],
  }),
  zeroPadding1d: single(({ before, after }) => layers.zeroPadding1d({ padding: [before, after] }), {
    sizes: { before: 1, after: 1 },
    words: ["padding", "padTime", ...time.words],
  }),
};

import { constraint, initializer } from "./saved-options.ts";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { normalTensor } from "../../test/built-layer.ts";
import { activation } from "../layers/activation.ts";
import { bidirectional } from "../layers/recurrent/bidirectional.ts";
import { centerOverTime } from "../layers/normalization/center-over-time.ts";
import { conv1d } from "../layers/conv1d.ts";
import { dense } from "../layers/dense.ts";
import { dropout } from "../layers/dropout.ts";
import { embedding } from "../layers/embedding.ts";
import { flatten } from "../layers/flatten.ts";
import { globalAveragePooling1d, globalMaxPooling1d } from "../layers/pooling/global-pooling.ts";
import { gru } from "../layers/recurrent/gru.ts";
import { layerNormalization } from "../layers/normalization/layer-normalization.ts";
import type { LayerSpec } from "../layers/layer.ts";
import { lstm } from "../layers/recurrent/lstm.ts";
import { maxPooling1d } from "../layers/pooling/max-pooling.ts";
import { multiHeadAttention } from "../layers/attention/multi-head-attention.ts";
import { gruCell } from "../layers/recurrent/gru-cell.ts";
import { layerNormGruCell } from "../layers/recurrent/layer-norm-gru-cell.ts";
import { layerNormGru } from "../layers/recurrent/layer-norm-gru.ts";
import { layerNormLstmCell } from "../layers/recurrent/layer-norm-lstm-cell.ts";
import { layerNormLstm } from "../layers/recurrent/layer-norm-lstm.ts";
import { lstmCell } from "../layers/recurrent/lstm-cell.ts";
import { positionEmbedding } from "../layers/position-embedding.ts";
import { positionEncoding } from "../layers/position-encoding.ts";
import { layers } from "../layers/registry.ts";
import { rnn } from "../layers/recurrent/rnn.ts";
import { simpleRnnCell } from "../layers/recurrent/simple-rnn-cell.ts";
import { simpleRnn } from "../layers/recurrent/simple-rnn.ts";
import { stackedRnnCells } from "../layers/recurrent/stacked-rnn-cells.ts";
import { transformerEncoder } from "../layers/transformer/transformer-encoder.ts";
import { transformerLanguageModel } from "../models/language-model.ts";
import type { Model } from "../models/model.ts";
import { isRecurrentEncoderDecoder, recurrentEncoderDecoder } from "../models/recurrent-encoder-decoder.ts";
import { sequential } from "../models/sequential.ts";
import { transformer } from "../models/transformer.ts";
import { intTensor, type Tensor } from "../tensor/tensor.ts";
import { compile } from "../training/trainer.ts";
import { writeFileAtomic, writeFilesAtomic } from "./atomic.ts";
import { loadModel, loadTrainingState, saveModel, saveTrainingState } from "./folder.ts";
import { crc32, decodeModel, encodeModel } from "./model-file.ts";
import { savedAnyLayer, savedLayer } from "./saved-layers.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lookback-files-"));
});
afterEach(() => rm(folder, { recursive: true }));

const sequences = normalTensor([3, 8, 2], 1);
const texts = intTensor([
  [1, 2, 3, 0],
  [4, 0, 0, 0],
]);

/** Models that together use every layer, with options that are not the defaults. */
const models: readonly (readonly [readonly LayerSpec[], Tensor])[] = [
  [
    [
      centerOverTime(),
      conv1d({ filters: 3, kernelSize: 2, padding: "causal", dilationRate: 2, activation: "relu", useBias: false }),
      conv1d({ filters: 6, kernelSize: 2, padding: "same", groups: 3, activityRegularizer: { name: "l2", l2: 0.1 } }),
      maxPooling1d({ poolSize: 3, strides: 2, padding: "same" }),
      gru({
        units: 3,
        resetAfter: false,
        dropout: 0.1,
        recurrentDropout: 0.2,
        returnSequences: true,
        recurrentActivation: "hardSigmoid",
      }),
      layerNormalization({ axis: [-1], epsilon: 1e-5 }),
      bidirectional({ layer: lstm({ units: 2, unitForgetBias: false, returnSequences: true }), mergeMode: "mul" }),
      simpleRnn({
        units: 2,
        activation: "relu",
        goBackwards: true,
        returnSequences: true,
        recurrentInitializer: { name: "orthogonal", gain: 0.5 },
      }),
      activation("softmax"),
      dropout({ rate: 0.5 }),
      flatten(),
      dense({
        units: 2,
        biasInitializer: { name: "constant", value: 2 },
        kernelInitializer: { name: "uniform", maxval: 1 },
      }),
    ],
    sequences,
  ],
  [[lstm({ units: 3, returnSequences: true }), globalMaxPooling1d()], sequences],
  [
    [
      embedding({ inputDim: 5, outputDim: 3, maskZero: true, embeddingsInitializer: { name: "normal", stddev: 1 } }),
      bidirectional({ layer: gru({ units: 2, returnSequences: true, zeroOutputForMask: true }) }),
      bidirectional({ layer: simpleRnn({ units: 2, returnSequences: true }), mergeMode: "ave" }),
      globalAveragePooling1d(),
      dense({ units: 1, activation: "sigmoid" }),
    ],
    texts,
  ],
  [
    [
      embedding({ inputDim: 5, outputDim: 4, maskZero: true, activityRegularizer: "l2" }),
      positionEncoding({ maxWavelength: 100, scaleInput: true }),
      positionEmbedding({ sequenceLength: 6, embeddingsInitializer: { name: "normal", stddev: 0.1 } }),
      multiHeadAttention({ numHeads: 3, keyDim: 2, valueDim: 5, dropout: 0.1, useBias: false, useCausalMask: true }),
      transformerEncoder({
        intermediateDim: 7,
        numHeads: 2,
        dropout: 0.2,
        activation: "gelu",
        normalizeFirst: true,
        layerNormEpsilon: 1e-6,
        kernelInitializer: "heNormal",
        biasInitializer: { name: "constant", value: 0.5 },
      }),
      globalAveragePooling1d({ keepdims: true }),
    ],
    texts,
  ],
  [
    [
      layers.masking({ maskValue: 0.25 }),
      layers.prelu({
        alphaInitializer: { name: "constant", value: 0.5 },
        sharedAxes: [1],
        alphaConstraint: "nonNegative",
      }),
      layers.batchNormalization({
        momentum: 0.5,
        movingMeanInitializer: "ones",
        betaRegularizer: { name: "l1", l1: 0.5 },
      }),
      layers.rotaryEmbedding({ pairing: "neighbours", maxWavelength: 50, scalingFactor: 2 }),
      layers.groupedQueryAttention({
        headDim: 4,
        numQueryHeads: 4,
        numKeyValueHeads: 2,
        useGate: true,
        slidingWindow: 3,
        rotary: { pairing: "neighbours" },
        kernelRegularizer: "l2",
        seed: 3,
      }),
      layers.attention({ useScale: true, scoreMode: "concat", useCausalMask: true, seed: 5 }),
      layers.additiveAttention({ dropout: 0.5 }),
      layers.rmsNormalization({ epsilon: 0.1 }),
      layers.spatialDropout1d({ rate: 0.5, seed: 2 }),
      layers.gaussianNoise({ stddev: 0.5, seed: 2 }),
      layers.timeDistributed({ layer: dense({ units: 4, kernelConstraint: { name: "maxNorm", maxValue: 1 } }) }),
      layers.leakyRelu({ negativeSlope: 0.1 }),
    ],
    sequences,
  ],
  [
    [
      layers.zeroPadding1d({ padding: [1, 2] }),
      layers.cropping1d({ cropping: [2, 0] }),
      layers.upSampling1d({ size: 3 }),
      layers.averagePooling1d({ poolSize: 3, strides: 2, padding: "same" }),
      layers.batchNormalization({ axis: 1 }),
      layers.softmax({ axis: [1, 2] }),
      layers.permute({ dims: [2, 1] }),
      layers.reshape({ targetShape: [-1] }),
      layers.repeatVector({ n: 3 }),
      multiHeadAttention({ numHeads: 2, keyDim: 2, outputShape: [2, 3], rotary: true, biasConstraint: "unitNorm" }),
    ],
    sequences,
  ],
  [
    [
      rnn({
        cell: stackedRnnCells([
          lstmCell({ units: 3, unitForgetBias: false, kernelConstraint: { name: "maxNorm", maxValue: 3, axis: 1 } }),
          gruCell({ units: 2, resetAfter: false, seed: 4, recurrentInitializer: { name: "identity", gain: 2 } }),
          simpleRnnCell({ units: 4, recurrentRegularizer: { name: "l1L2", l1: 0.1 }, biasConstraint: "nonNegative" }),
          layerNormLstmCell({ units: 3, epsilon: 0.01, gammaConstraint: { name: "minMaxNorm", rate: 0.5 } }),
          layerNormGruCell({ units: 2, recurrentActivation: "hardSigmoid", gammaRegularizer: "l1" }),
        ]),
        returnSequences: true,
      }),
      layers.minGru({ units: 3, returnSequences: true, goBackwards: true, kernelRegularizer: "l2" }),
      layers.minLstm({ units: 2, returnSequences: true, useBias: false, biasInitializer: "ones" }),
      bidirectional({ layer: layers.minGru({ units: 2, returnSequences: true }) }),
      layerNormLstm({ units: 3, returnSequences: true, kernelInitializer: "truncatedNormal", stateful: true }),
      bidirectional({
        layer: layerNormGru({ units: 2, returnSequences: true }),
        backwardLayer: rnn({ cell: gruCell({ units: 3 }), goBackwards: true, returnSequences: true }),
      }),
      layerNormGru({ units: 2, kernelRegularizer: { name: "l2", l2: 0.1 }, zeroOutputForMask: true }),
    ],
    sequences,
  ],
  [
    [
      layers.reversibleNormalization({ subtractLast: true, unitVariance: false, epsilon: 0.1 }),
      layers.temporalBlock({ filters: 3, kernelSize: 2, dilationRate: 2, dropout: 0.1, activation: "tanh" }),
      layers.residualDense({ units: 2, hiddenUnits: 5, dropout: 0.2, activation: "gelu", layerNormEpsilon: 0.1 }),
      layers.residualDense({ units: 3, hiddenUnits: 2, useLayerNorm: false, kernelInitializer: "heNormal" }),
      layers.seriesDecomposition({ poolSize: 3 }),
      layers.segmentRnn({ units: 3, segmentLength: 3, horizon: 7, dropout: 0.5, channelEmbedding: false }),
      layers.channelIndependent({
        layers: [
          layers.segmentEmbedding({ units: 2, segmentLength: 3, strides: 2, padding: "last", activation: "relu" }),
          flatten(),
          dense({ units: 5 }),
        ],
        individual: true,
      }),
      layers.segmentEmbedding({ units: 4, segmentLength: 2, useBias: false }),
    ],
    sequences,
  ],
];

/** Layers that join several tensors, and so are in functional models alone. */
const joining = ["add", "average", "concatenate", "dot", "maximum", "minimum", "multiply", "subtract"];

function built(specs: readonly LayerSpec[], x: Tensor, seed = 3): Model {
  return sequential(specs, { input: x === texts ? [null] : x.shape.slice(1), seed });
}

test("a saved model of every layer predicts the same bits when it is loaded", async () => {
  const kinds = new Set(models.flatMap(([specs]) => specs.map(({ kind }) => kind)));
  expect([...kinds, ...joining].toSorted()).toEqual(Object.keys(layers).toSorted());
  for (const [i, [specs, x]] of models.entries()) {
    const model = built(specs, x);
    const path = join(folder, `${i}`, "model");
    await saveModel(model, path);
    const loaded = await loadModel(path);
    expect(loaded.call(x).toArray()).toEqual(model.call(x).toArray());
    expect(JSON.stringify(loaded.spec)).toBe(JSON.stringify(model.spec));
    expect(loaded.flat.toArray()).toEqual(model.flat.toArray());
    // The initializers survive too: a model built anew from the loaded layers starts from the same values.
    expect(encodeModel(loaded)).toEqual(encodeModel(model));
    expect(await readdir(path)).toEqual(["model.json", "weights.safetensors"]);
  }
});

test("layers that join several tensors survive in files, and cannot stand where one is read", () => {
  const all = [
    layers.add(),
    layers.average(),
    layers.concatenate({ axis: 1 }),
    layers.dot({ axes: [1, 2], normalize: true }),
    layers.maximum(),
    layers.minimum(),
    layers.multiply(),
    layers.subtract(),
  ];
  expect(all.map(({ kind }) => kind)).toEqual(joining);
  for (const { kind, options } of all) {
    const saved: unknown = JSON.parse(JSON.stringify({ kind, options }));
    const read = savedAnyLayer.parse(saved);
    expect([read.kind, read.options]).toEqual([kind, options]);
    expect(savedLayer.safeParse(saved).error?.message).toContain(`${kind} reads several inputs`);
  }
});

test("files of before 0.2, without the options that came since, are read with what did not change", () => {
  const read = savedLayer.parse({ kind: "layerNormalization", options: { epsilon: 0.5 } });
  expect(read.options).toEqual(layerNormalization({ epsilon: 0.5 }).options);
  const { options } = multiHeadAttention({ numHeads: 2, keyDim: 3 });
  const old = [
    "numHeads",
    "keyDim",
    "valueDim",
    "dropout",
    "useBias",
    "useCausalMask",
    "kernelInitializer",
    "biasInitializer",
  ];
  const kept = Object.entries(options).filter(([name]) => old.includes(name));
  expect(kept).toHaveLength(8);
  const again = savedLayer.parse({ kind: "multiHeadAttention", options: Object.fromEntries(kept) });
  expect(again.options).toEqual(options);
});

test("saved transformers predict the same bits when they are loaded", async () => {
  const size = { vocabularySize: 9, hiddenDim: 6, intermediateDim: 5, numHeads: 2 };
  const rare = { keyDim: 2, valueDim: 4, dropout: 0.2, attentionDropout: 0.3, activationDropout: 0.4 } as const;
  const norm = { activation: "gelu", normalizeFirst: true, layerNormEpsilon: 1e-6 } as const;
  const positions = { positions: "learned", maxLength: 12 } as const;
  const all = [
    transformer({ ...size, numLayers: 1 }),
    transformer({
      ...size,
      ...rare,
      ...norm,
      ...positions,
      encoderLayers: 1,
      decoderLayers: 2,
      shareEmbeddings: "none",
    }),
    transformer({ ...size, numLayers: 1, shareEmbeddings: "decoder", sourceVocabularySize: 7 }),
    transformerLanguageModel({ ...size, numLayers: 1 }),
    transformerLanguageModel({ ...size, ...rare, ...norm, ...positions, numLayers: 2, shareEmbeddings: false }),
  ];
  for (const model of all) {
    await saveModel(model, folder);
    const loaded = await loadModel(folder);
    const x = model.inputs.map(() => texts);
    expect(loaded.call(x).toArray()).toEqual(model.call(x).toArray());
    expect(loaded.spec).toEqual(model.spec);
    expect(encodeModel(loaded)).toEqual(encodeModel(model));
  }
});

test("saved recurrent encoder–decoders predict the same bits when they are loaded", async () => {
  const size = { vocabularySize: 9, sourceVocabularySize: 8, units: 4 };
  const rare = { embeddingDim: 3, numLayers: 2, bidirectional: false, dropout: 0.2, recurrentDropout: 0.3 };
  const all = [
    recurrentEncoderDecoder(size),
    recurrentEncoderDecoder({ ...size, ...rare, cell: "gru", score: "dot" }),
    recurrentEncoderDecoder({ ...size, ...rare, attention: "bahdanau" }),
    recurrentEncoderDecoder({ ...size, attention: "none" }),
  ];
  for (const model of all) {
    await saveModel(model, folder);
    const loaded = await loadModel(folder);
    expect(isRecurrentEncoderDecoder(loaded)).toBe(true);
    expect(loaded.call([texts, texts]).toArray()).toEqual(model.call([texts, texts]).toArray());
    expect(loaded.spec).toEqual(model.spec);
    expect(encodeModel(loaded)).toEqual(encodeModel(model));
  }
});

test("saving again replaces the model", async () => {
  const [specs, x] = models[2];
  await saveModel(built(specs, x, 1), folder);
  const model = built(specs, x, 2);
  await saveModel(model, folder);
  expect((await loadModel(folder)).call(x).toArray()).toEqual(model.call(x).toArray());
});

async function changed(change: (json: string) => string): Promise<Error> {
  const [specs, x] = models[2];
  await saveModel(built(specs, x), folder);
  const path = join(folder, "model.json");
  const before = await readFile(path, "utf8");
  const after = change(before);
  expect(after).not.toBe(before);
  await writeFile(path, after);
  const error: unknown = await loadModel(folder).catch((reason: unknown) => reason);
  if (!(error instanceof Error)) throw new Error("the changed model was loaded");
  return error;
}

test("a model file that is not right says where and what", async () => {
  expect((await changed((json) => json.slice(0, -9))).message).toContain(`${folder}/model.json is not JSON: `);
  const layer = await changed((json) => json.replace('"kind": "embedding"', '"kind": "embroidery"'));
  expect(layer.message).toMatch(
    /model\.json is not a Lookback model: .*there is no layer embroidery; help: [^]*at model\.layers\[0\]\.kind/,
  );
  const option = await changed((json) => json.replace('"maskZero": true', '"maskZero": 1'));
  expect(option.message).toMatch(/embedding: Invalid input: expected boolean[^]*model\.layers\[0\]\.options\.maskZero/);
  const inner = await changed((json) => json.replace('"activation": "tanh"', '"activation": "gelu"'));
  expect(inner.message).toMatch(/model\.layers\[1\]\.options\.layer\.options\.activation/);
  const missing = await changed((json) => json.replace('"maskZero": true,', ""));
  expect(missing.message).toContain("embedding: ");
  const kind = await changed((json) => json.replace('"kind": "sequential"', '"kind": "parallel"'));
  expect(kind.message).toMatch(/not a Lookback model: .*Invalid[^]*at model\.kind/);
  const version = await changed((json) => json.replace('"version": 1', '"version": 2'));
  expect(version.message).toMatch(
    /model\.json is of version 2 of the format, this program reads version 1; help: use the Lookback that saved it/,
  );
});

test("a model.json beside the weights of another model is refused", async () => {
  const [specs, x] = models[2];
  const files = {
    "model.json": encodeModel(built(specs, x, 1))["model.json"],
    "weights.safetensors": encodeModel(built(specs, x, 2))["weights.safetensors"],
  };
  expect(() => decodeModel(files, "there")).toThrow(
    "there: weights.safetensors is not the one that model.json was saved with; help: save the model again",
  );
  await expect(loadModel(join(folder, "nowhere"))).rejects.toThrow("holds no saved model: cannot read model.json");
});

test("crc32 is that of zip", () => {
  expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
  expect(crc32(new Uint8Array(0))).toBe(0);
});

test("training goes on from a saved state with the same bits", async () => {
  const make = (): ReturnType<typeof compile> =>
    compile(built([gru({ units: 3, recurrentDropout: 0.5 }), dense({ units: 1 })], sequences), {
      optimizer: "adam",
      loss: "meanSquaredError",
    });
  const data = { x: sequences, y: [1, 2, 3] };
  const whole = make();
  await whole.fit(data, { epochs: 3, batchSize: 2 });
  const first = make();
  await first.fit(data, { epochs: 1, batchSize: 2 });
  const path = join(folder, "state.safetensors");
  await saveTrainingState(first.state(), path);
  const second = make();
  second.restore(await loadTrainingState(path));
  await second.fit(data, { epochs: 3, initialEpoch: second.epoch, batchSize: 2 });
  expect(second.state()).toEqual(whole.state());

  const [specs, x] = models[2];
  await saveModel(built(specs, x), folder);
  await expect(loadTrainingState(join(folder, "weights.safetensors"))).rejects.toThrow(
    "weights.safetensors is not a state of training",
  );
});

test("writeFileAtomic replaces a file and leaves nothing else behind", async () => {
  const path = join(folder, "a.txt");
  await writeFileAtomic(path, "one");
  await writeFileAtomic(path, "two");
  expect(await readFile(path, "utf8")).toBe("two");
  expect(await readdir(folder)).toEqual(["a.txt"]);
});

test("when one file cannot be written, none is", async () => {
  await writeFilesAtomic(folder, { "a.txt": "old a", "b.txt": "old b" });
  await expect(writeFilesAtomic(folder, { "a.txt": "new a", "no/such/folder.txt": "new b" })).rejects.toThrow(
    "no/such/folder.txt: cannot be written: there is no such file or folder",
  );
  expect(await readFile(join(folder, "a.txt"), "utf8")).toBe("old a");
  expect(await readdir(folder)).toEqual(["a.txt", "b.txt"]);
});

test("options by the names of version 0.1 are read by those of now", () => {
  const constraints = [
    { name: "minMaxNorm", minimum: 0.5, maximum: 2, rate: 1 },
    { name: "maxNorm", maximum: 3 },
  ];
  expect(constraints.map((saved) => constraint.parse(saved))).toEqual([
    { name: "minMaxNorm", minValue: 0.5, maxValue: 2, rate: 1 },
    { name: "maxNorm", maxValue: 3 },
  ]);
  const initial = [
    { name: "uniform", minimum: -1, maximum: 2 },
    { name: "truncatedNormal", mean: 1, deviation: 3 },
  ];
  expect(initial.map((saved) => initializer.parse(saved))).toEqual([
    { name: "uniform", minval: -1, maxval: 2 },
    { name: "truncatedNormal", mean: 1, stddev: 3 },
  ]);
  expect(initializer.safeParse({ name: "uniform", lowest: 1 }).success).toBe(false);
});

test("an option that JSON cannot hold is named when the model is saved", () => {
  const model = sequential([layers.dense({ units: 1, kernelInitializer: { name: "constant", value: Infinity } })], {
    input: [2],
  });
  expect(() => encodeModel(model)).toThrow(
    /^model\..*kernelInitializer\.value is Infinity, which a saved model cannot/,
  );
});

import { readFileSync } from "node:fs";
import { z } from "zod";
import { constraint, initializer, regularizer } from "../../src/files/saved-options.ts";
import type { MultiInputLayerSpec, LayerSpec } from "../../src/layers/layer.ts";
import { layers } from "../../src/layers/registry.ts";

/*
 * Cases of layers of attention, normalization, merging and shapes, and these layers from the options in the files,
 * which leave out what is at its default.
 */

const numbers = z.strictObject({ shape: z.array(z.int()), values: z.array(z.number()) });
const named = z.record(z.string(), numbers);

const joiningCase = z.strictObject({
  name: z.string(),
  source: z.string(),
  /** What is not at its default: an option, "inputs.…" for an input or mask, or "training". */
  varies: z.string(),
  layer: z.string(),
  options: z.record(z.string(), z.unknown()),
  training: z.literal(true).exactOptional(),
  /** In order; masks of inputs are named after them. */
  inputs: named,
  weights: named,
  outputs: named,
  outputWeights: named,
  gradients: named,
  outputMask: numbers.exactOptional(),
  /** Weights that the call itself has changed. */
  after: named.exactOptional(),
});
export type JoiningCase = z.infer<typeof joiningCase>;

export function joiningCases(file: string): readonly JoiningCase[] {
  const content = z.strictObject({
    madeBy: z.string(),
    versions: z.record(z.string(), z.string()),
    cases: z.array(joiningCase),
  });
  return content.parse(JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8"))).cases;
}

const flag = z.boolean().exactOptional();
const whole = z.int().exactOptional();
const number = z.number().exactOptional();
const initial = initializer.exactOptional();
const penalty = regularizer.exactOptional();
const limit = constraint.exactOptional();
const nothing = z.strictObject({});
const pair = z.tuple([z.int(), z.int()]);
const borders = z.union([z.int(), pair]).exactOptional();
const rotary = {
  maxWavelength: number,
  scalingFactor: number,
  pairing: z.enum(["halves", "neighbours"]).exactOptional(),
};
const kernelAndBias = {
  kernelRegularizer: penalty,
  biasRegularizer: penalty,
  kernelConstraint: limit,
  biasConstraint: limit,
};
const heads = {
  useBias: flag,
  useCausalMask: flag,
  slidingWindow: whole,
  returnAttentionScores: flag,
  useGate: flag,
  rotary: z.union([z.literal(true), z.strictObject(rotary)]).exactOptional(),
  kernelInitializer: initial,
  biasInitializer: initial,
  ...kernelAndBias,
};
const scored = { useScale: flag, useCausalMask: flag, returnAttentionScores: flag };
const affine = {
  epsilon: number,
  center: flag,
  scale: flag,
  betaInitializer: initial,
  gammaInitializer: initial,
  betaRegularizer: penalty,
  gammaRegularizer: penalty,
  betaConstraint: limit,
  gammaConstraint: limit,
};
const inner = z.union([
  z
    .strictObject({ kind: z.literal("dense"), options: z.strictObject({ units: z.int() }) })
    .transform(({ options }) => layers.dense(options)),
  z
    .strictObject({
      kind: z.literal("conv1d"),
      options: z.strictObject({ filters: z.int(), kernelSize: z.int() }),
    })
    .transform(({ options }) => layers.conv1d(options)),
  z
    .strictObject({ kind: z.literal("lstm"), options: z.strictObject({ units: z.int() }) })
    .transform(({ options }) => layers.lstm(options)),
]);

const readers: Readonly<Record<string, z.ZodType<LayerSpec | MultiInputLayerSpec>>> = {
  add: nothing.transform(() => layers.add()),
  additiveAttention: z.strictObject(scored).transform(layers.additiveAttention),
  attention: z
    .strictObject({ scoreMode: z.enum(["dot", "concat"]).exactOptional(), ...scored })
    .transform(layers.attention),
  average: nothing.transform(() => layers.average()),
  averagePooling1d: z
    .strictObject({ poolSize: whole, strides: whole, padding: z.enum(["valid", "same"]).exactOptional() })
    .transform(layers.averagePooling1d),
  batchNormalization: z
    .strictObject({
      axis: whole,
      momentum: number,
      movingMeanInitializer: initial,
      movingVarianceInitializer: initial,
      ...affine,
    })
    .transform(layers.batchNormalization),
  concatenate: z.strictObject({ axis: whole }).transform(layers.concatenate),
  conv1d: z.strictObject({ filters: z.int(), kernelSize: z.int(), ...kernelAndBias }).transform(layers.conv1d),
  cropping1d: z.strictObject({ cropping: borders }).transform(layers.cropping1d),
  dense: z.strictObject({ units: z.int(), ...kernelAndBias }).transform(layers.dense),
  dot: z.strictObject({ axes: z.union([z.int(), pair]), normalize: flag }).transform(layers.dot),
  groupedQueryAttention: z
    .strictObject({ headDim: z.int(), numQueryHeads: z.int(), numKeyValueHeads: z.int(), ...heads })
    .transform(layers.groupedQueryAttention),
  layerNormalization: z.strictObject(affine).transform(layers.layerNormalization),
  leakyRelu: z.strictObject({ negativeSlope: number }).transform(layers.leakyRelu),
  masking: z.strictObject({ maskValue: number }).transform(layers.masking),
  maximum: nothing.transform(() => layers.maximum()),
  minimum: nothing.transform(() => layers.minimum()),
  multiHeadAttention: z
    .strictObject({
      numHeads: z.int(),
      keyDim: z.int(),
      valueDim: whole,
      outputShape: z.union([z.int(), z.array(z.int())]).exactOptional(),
      ...heads,
    })
    .transform(layers.multiHeadAttention),
  multiply: nothing.transform(() => layers.multiply()),
  permute: z.strictObject({ dims: z.array(z.int()) }).transform(layers.permute),
  prelu: z
    .strictObject({
      alphaInitializer: initial,
      alphaRegularizer: penalty,
      alphaConstraint: limit,
      sharedAxes: z.array(z.int()).exactOptional(),
    })
    .transform(layers.prelu),
  repeatVector: z.strictObject({ n: z.int() }).transform(layers.repeatVector),
  reshape: z.strictObject({ targetShape: z.array(z.int()) }).transform(layers.reshape),
  rmsNormalization: z.strictObject({ epsilon: number }).transform(layers.rmsNormalization),
  rotaryEmbedding: z.strictObject(rotary).transform(layers.rotaryEmbedding),
  subtract: nothing.transform(() => layers.subtract()),
  softmax: z.strictObject({ axis: z.union([z.int(), z.array(z.int())]).exactOptional() }).transform(layers.softmax),
  timeDistributed: z.strictObject({ layer: inner }).transform(layers.timeDistributed),
  upSampling1d: z.strictObject({ size: whole }).transform(layers.upSampling1d),
  zeroPadding1d: z.strictObject({ padding: borders }).transform(layers.zeroPadding1d),
};

/** The layer of a case. */
export function joiningSpec({ layer, options }: JoiningCase): LayerSpec | MultiInputLayerSpec {
  return readers[layer].parse(options);
}

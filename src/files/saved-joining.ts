import { z } from "zod";
import { layers } from "../layers/registry.ts";
import { constraint, initializer, regularizer } from "./saved-options.ts";

/*
 * How layers of attention, normalization, merging and shapes are rebuilt from what a model file says. Options that came after version 0.1 may be missing
 * in files made before: they then have the value that did not change what the layer did.
 */

export const kernelAndBias = {
  kernelRegularizer: regularizer.default(null),
  biasRegularizer: regularizer.default(null),
  kernelConstraint: constraint.default(null),
  biasConstraint: constraint.default(null),
};

const seed = z.int().nullable().default(null);
const rotary = {
  maxWavelength: z.number(),
  scalingFactor: z.number(),
  pairing: z.enum(["halves", "neighbours"]),
};

const heads = {
  dropout: z.number(),
  useBias: z.boolean(),
  useCausalMask: z.boolean(),
  slidingWindow: z.int().nullable().default(null),
  returnAttentionScores: z.boolean().default(false),
  useGate: z.boolean().default(false),
  rotary: z.strictObject(rotary).nullable().default(null),
  kernelInitializer: initializer,
  biasInitializer: initializer,
  seed,
  ...kernelAndBias,
};

const scored = {
  dropout: z.number(),
  useCausalMask: z.boolean(),
  returnAttentionScores: z.boolean(),
  seed,
};

const scaleAndOffset = {
  epsilon: z.number(),
  center: z.boolean().default(true),
  scale: z.boolean().default(true),
  betaInitializer: initializer.default("zeros"),
  gammaInitializer: initializer.default("ones"),
  betaRegularizer: regularizer.default(null),
  gammaRegularizer: regularizer.default(null),
  betaConstraint: constraint.default(null),
  gammaConstraint: constraint.default(null),
};

const pair = z.tuple([z.int(), z.int()]);
const nothing = z.strictObject({});

/** What makes each attention layer from its saved options. */
export const attentionReaders = {
  additiveAttention: z.strictObject({ useScale: z.boolean(), ...scored }).transform(layers.additiveAttention),
  attention: z
    .strictObject({ useScale: z.boolean(), scoreMode: z.enum(["dot", "concat"]), ...scored })
    .transform(layers.attention),
  groupedQueryAttention: z
    .strictObject({ headDim: z.int(), numQueryHeads: z.int(), numKeyValueHeads: z.int(), ...heads })
    .transform(layers.groupedQueryAttention),
  multiHeadAttention: z
    .strictObject({
      numHeads: z.int(),
      keyDim: z.int(),
      valueDim: z.int(),
      outputShape: z
        .union([z.int(), z.array(z.int())])
        .nullable()
        .default(null),
      ...heads,
    })
    .transform(layers.multiHeadAttention),
  rotaryEmbedding: z.strictObject(rotary).transform(layers.rotaryEmbedding),
};

/** What makes each normalization from its saved options. */
export const normalizationReaders = {
  batchNormalization: z
    .strictObject({
      momentum: z.number(),
      movingMeanInitializer: initializer,
      movingVarianceInitializer: initializer,
      ...scaleAndOffset,
    })
    .transform(layers.batchNormalization),
  layerNormalization: z.strictObject(scaleAndOffset).transform(layers.layerNormalization),
  rmsNormalization: z.strictObject({ epsilon: z.number() }).transform(layers.rmsNormalization),
};

/** What makes each layer that joins several tensors from its saved options. */
export const mergingReaders = {
  add: nothing.transform(() => layers.add()),
  average: nothing.transform(() => layers.average()),
  concatenate: z.strictObject({ axis: z.int() }).transform(layers.concatenate),
  dot: z.strictObject({ axes: z.union([z.int(), pair]), normalize: z.boolean() }).transform(layers.dot),
  maximum: nothing.transform(() => layers.maximum()),
  minimum: nothing.transform(() => layers.minimum()),
  multiply: nothing.transform(() => layers.multiply()),
  subtract: nothing.transform(() => layers.subtract()),
};

const borders = z.union([z.int(), pair]);

/** What makes each layer that changes shapes, steps or numbers without a kernel from its saved options. */
export const shapeReaders = {
  averagePooling1d: z
    .strictObject({ poolSize: z.int(), strides: z.int(), padding: z.enum(["valid", "same"]) })
    .transform(layers.averagePooling1d),
  cropping1d: z.strictObject({ cropping: borders }).transform(layers.cropping1d),
  gaussianNoise: z.strictObject({ stddev: z.number(), seed }).transform(layers.gaussianNoise),
  leakyRelu: z.strictObject({ negativeSlope: z.number() }).transform(layers.leakyRelu),
  masking: z.strictObject({ maskValue: z.number() }).transform(layers.masking),
  permute: z.strictObject({ dims: z.array(z.int()) }).transform(layers.permute),
  prelu: z
    .strictObject({
      alphaInitializer: initializer,
      alphaRegularizer: regularizer,
      alphaConstraint: constraint,
      sharedAxes: z.array(z.int()),
    })
    .transform(layers.prelu),
  repeatVector: z.strictObject({ n: z.int() }).transform(layers.repeatVector),
  reshape: z.strictObject({ targetShape: z.array(z.int()) }).transform(layers.reshape),
  spatialDropout1d: z.strictObject({ rate: z.number(), seed }).transform(layers.spatialDropout1d),
  upSampling1d: z.strictObject({ size: z.int() }).transform(layers.upSampling1d),
  zeroPadding1d: z.strictObject({ padding: borders }).transform(layers.zeroPadding1d),
};

import { z } from "zod";

import { activationNames } from "../../src/layers/shared/checks.ts";
import type { MultiInputLayerSpec, LayerSpec } from "../../src/layers/layer.ts";
import { layers } from "../../src/layers/registry.ts";
import { recurrentLayerKinds } from "./recurrent-specs.ts";

/*
 * Layers from the options in golden files. Unlike those in model files they leave out what is at its default, so that
 * the defaults are under test too.
 */

const activation = z.enum(activationNames).exactOptional();
const flag = z.boolean().exactOptional();

const dense = z.strictObject({ units: z.int(), activation, useBias: flag }).transform(layers.dense);
const conv1d = z
  .strictObject({
    filters: z.int(),
    kernelSize: z.int(),
    strides: z.int(),
    padding: z.enum(["valid", "same", "causal"]),
    dilationRate: z.int(),
    activation,
    useBias: flag,
  })
  .transform(layers.conv1d);
const maxPooling1d = z
  .strictObject({ poolSize: z.int(), strides: z.int().exactOptional(), padding: z.enum(["valid", "same"]) })
  .transform(layers.maxPooling1d);
const layerNormalization = z.strictObject({ epsilon: z.number() }).transform(layers.layerNormalization);
const embedding = z.strictObject({ inputDim: z.int(), outputDim: z.int(), maskZero: flag }).transform(layers.embedding);
const multiHeadAttention = z
  .strictObject({
    numHeads: z.int(),
    keyDim: z.int(),
    valueDim: z.int().exactOptional(),
    useBias: flag,
    useCausalMask: flag,
  })
  .transform(layers.multiHeadAttention);
const transformerEncoder = z
  .strictObject({
    numHeads: z.int(),
    intermediateDim: z.int(),
    activation,
    normalizeFirst: flag,
    layerNormEpsilon: z.number().exactOptional(),
  })
  .transform(layers.transformerEncoder);
const globalPooling = z.strictObject({ keepdims: z.boolean().exactOptional() });

/** Any layer from { kind, options }. */
export const layerSpec: z.ZodType<LayerSpec & Partial<MultiInputLayerSpec>> = z
  .discriminatedUnion("kind", [
    ...recurrentLayerKinds,
    z.strictObject({ kind: z.literal("dense"), options: dense }),
    z.strictObject({ kind: z.literal("conv1d"), options: conv1d }),
    z.strictObject({ kind: z.literal("maxPooling1d"), options: maxPooling1d }),
    z.strictObject({
      kind: z.literal("globalMaxPooling1d"),
      options: globalPooling.transform(layers.globalMaxPooling1d),
    }),
    z.strictObject({
      kind: z.literal("globalAveragePooling1d"),
      options: globalPooling.transform(layers.globalAveragePooling1d),
    }),
    z.strictObject({ kind: z.literal("layerNormalization"), options: layerNormalization }),
    z.strictObject({ kind: z.literal("embedding"), options: embedding }),
    z.strictObject({ kind: z.literal("multiHeadAttention"), options: multiHeadAttention }),
    z.strictObject({ kind: z.literal("transformerEncoder"), options: transformerEncoder }),
  ])
  .transform(({ options }) => options);

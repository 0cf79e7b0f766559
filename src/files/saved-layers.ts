import { z } from "zod";
import type { LayerSpec } from "../layers/layer.ts";
import { layers, type LayerKind } from "../layers/registry.ts";
import { activation, initializer } from "./saved-options.ts";
import { recurrentReaders } from "./saved-recurrent.ts";

export { activation } from "./saved-options.ts";

/*
 * How each layer is rebuilt from what a model file says. A file holds every option, so that a model stays the same when defaults change.
 */

/** What makes a layer of each kind from its saved options. */
const readers: { readonly [Kind in LayerKind]: z.ZodType<LayerSpec<Kind>> } = {
  activation: z.strictObject({ activation }).transform((options) => layers.activation(options.activation)),
  centerOverTime: z.strictObject({}).transform(() => layers.centerOverTime()),
  conv1d: z
    .strictObject({
      filters: z.int(),
      kernelSize: z.int(),
      strides: z.int(),
      padding: z.enum(["valid", "same", "causal"]),
      dilationRate: z.int(),
      activation,
      useBias: z.boolean(),
      kernelInitializer: initializer,
      biasInitializer: initializer,
    })
    .transform(layers.conv1d),
  dense: z
    .strictObject({
      units: z.int(),
      activation,
      useBias: z.boolean(),
      kernelInitializer: initializer,
      biasInitializer: initializer,
    })
    .transform(layers.dense),
  dropout: z.strictObject({ rate: z.number() }).transform(layers.dropout),
  embedding: z
    .strictObject({ inputDim: z.int(), outputDim: z.int(), maskZero: z.boolean(), embeddingsInitializer: initializer })
    .transform(layers.embedding),
  flatten: z.strictObject({}).transform(() => layers.flatten()),
  globalAveragePooling1d: z.strictObject({}).transform(() => layers.globalAveragePooling1d()),
  globalMaxPooling1d: z.strictObject({}).transform(() => layers.globalMaxPooling1d()),
  layerNormalization: z.strictObject({ epsilon: z.number() }).transform(layers.layerNormalization),
  maxPooling1d: z
    .strictObject({ poolSize: z.int(), strides: z.int(), padding: z.enum(["valid", "same"]) })
    .transform(layers.maxPooling1d),
  multiHeadAttention: z
    .strictObject({
      numHeads: z.int(),
      keyDim: z.int(),
      valueDim: z.int(),
      dropout: z.number(),
      useBias: z.boolean(),
      useCausalMask: z.boolean(),
      kernelInitializer: initializer,
      biasInitializer: initializer,
    })
    .transform(layers.multiHeadAttention),
  positionEmbedding: z
    .strictObject({ sequenceLength: z.int(), embeddingsInitializer: initializer })
    .transform(layers.positionEmbedding),
  positionEncoding: z
    .strictObject({ maxWavelength: z.number(), scaleInput: z.boolean() })
    .transform(layers.positionEncoding),
  ...recurrentReaders(),
  transformerEncoder: z
    .strictObject({
      intermediateDim: z.int(),
      numHeads: z.int(),
      dropout: z.number(),
      activation,
      normalizeFirst: z.boolean(),
      layerNormEpsilon: z.number(),
      kernelInitializer: initializer,
      biasInitializer: initializer,
    })
    .transform(layers.transformerEncoder),
};

/** Reads { kind, options } and gives the layer. */
export const savedLayer: z.ZodType<LayerSpec> = z
  .strictObject({ kind: z.enum(Object.keys(readers).filter(isLayerKind)), options: z.unknown() })
  .transform(({ kind, options }, context): LayerSpec => {
    const parsed = readers[kind].safeParse(options);
    if (parsed.success) return parsed.data;
    for (const { path, message } of parsed.error.issues) {
      context.addIssue({ code: "custom", path: ["options", ...path], message: `${kind}: ${message}` });
    }
    return z.NEVER;
  });

function isLayerKind(kind: string): kind is LayerKind {
  return Object.hasOwn(layers, kind);
}

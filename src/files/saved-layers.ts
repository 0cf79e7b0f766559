import { z } from "zod";
import type { ActivationOptions } from "../layers/activation.ts";
import type { MultiInputLayerSpec, LayerSpec } from "../layers/layer.ts";
import { layers, type LayerKind } from "../layers/registry.ts";
import { attentionReaders } from "./saved-attention.ts";
import { forecastingReaders } from "./saved-forecasting.ts";
import { mergingReaders } from "./saved-merging.ts";
import { normalizationReaders } from "./saved-normalization.ts";
import { activation, constraint, initializer, kernelAndBias, regularizer, seed } from "./saved-options.ts";
import { shapeReaders } from "./saved-shapes.ts";
import { recurrentReaders } from "./saved-recurrent.ts";
import type { AnyLayerSpec } from "../models/symbolic-tensor.ts";
import { steps, weightLength } from "./saved-bounds.ts";
import { customLayer, constructed } from "./saved-custom.ts";
import { specReader } from "./options-reader.ts";

export { activation } from "./saved-options.ts";

/*
 * How each layer is rebuilt from what a model file says. A file holds every option, so that a model stays the same when
 * defaults change.
 */

const keepdims = z.boolean().default(false);

/** What makes a layer of each kind from its saved options. */
const readers: { readonly [Kind in LayerKind]: z.ZodType<LayerSpec<Kind> | MultiInputLayerSpec<Kind>> } = {
  ...attentionReaders,
  ...forecastingReaders(z.lazy(() => savedLayer)),
  ...mergingReaders,
  ...normalizationReaders,
  ...shapeReaders,
  activation: specReader((options: ActivationOptions) => layers.activation(options.activation), { activation }),
  centerOverTime: specReader(layers.centerOverTime, {}),
  conv1d: specReader(layers.conv1d, {
    filters: weightLength,
    kernelSize: weightLength,
    strides: steps,
    padding: z.enum(["valid", "same", "causal"]),
    dilationRate: steps,
    groups: weightLength.default(1),
    activation,
    useBias: z.boolean(),
    kernelInitializer: initializer,
    biasInitializer: initializer,
    ...kernelAndBias,
  }),
  dense: specReader(layers.dense, {
    units: weightLength,
    activation,
    useBias: z.boolean(),
    kernelInitializer: initializer,
    biasInitializer: initializer,
    ...kernelAndBias,
  }),
  dropout: specReader(layers.dropout, { rate: z.number(), seed }),
  embedding: specReader(layers.embedding, {
    inputDim: weightLength,
    outputDim: weightLength,
    maskZero: z.boolean(),
    embeddingsInitializer: initializer,
    embeddingsRegularizer: regularizer.default(null),
    embeddingsConstraint: constraint.default(null),
    activityRegularizer: regularizer.default(null),
  }),
  flatten: specReader(layers.flatten, {}),
  globalAveragePooling1d: specReader(layers.globalAveragePooling1d, { keepdims }),
  globalMaxPooling1d: specReader(layers.globalMaxPooling1d, { keepdims }),
  maxPooling1d: specReader(layers.maxPooling1d, {
    poolSize: steps,
    strides: steps,
    padding: z.enum(["valid", "same"]),
  }),
  positionEmbedding: specReader(layers.positionEmbedding, {
    sequenceLength: weightLength,
    embeddingsInitializer: initializer,
  }),
  positionEncoding: specReader(layers.positionEncoding, { maxWavelength: z.number(), scaleInput: z.boolean() }),
  timeDistributed: specReader(layers.timeDistributed, { layer: z.lazy(() => savedLayer) }),
  ...recurrentReaders,
  transformerEncoder: specReader(layers.transformerEncoder, {
    intermediateDim: weightLength,
    numHeads: weightLength,
    dropout: z.number(),
    activation,
    normalizeFirst: z.boolean(),
    layerNormEpsilon: z.number(),
    kernelInitializer: initializer,
    biasInitializer: initializer,
  }),
};

/** Reads { kind, options } and gives the layer, of any number of inputs. */
export const savedAnyLayer: z.ZodType<AnyLayerSpec> = z
  .strictObject({ kind: z.string(), options: z.unknown() })
  .transform(({ kind, options }, context): AnyLayerSpec => {
    if (!isLayerKind(kind)) return customLayer(kind, options, context);
    const parsed = constructed(() => readers[kind].safeParse(options), kind, ["options"], context);
    if (parsed === z.NEVER) return z.NEVER;
    if (parsed.success) return parsed.data;
    for (const { path, message } of parsed.error.issues) {
      context.addIssue({ code: "custom", path: ["options", ...path], message: `${kind}: ${message}` });
    }
    return z.NEVER;
  });

/** As savedAnyLayer, for where layers have one input and one output. */
export const savedLayer: z.ZodType<LayerSpec> = savedAnyLayer.transform((spec, context): LayerSpec => {
  if ("build" in spec) return spec;
  context.addIssue({
    code: "custom",
    path: ["kind"],
    message: `${spec.kind} reads several inputs, and here it has one`,
  });
  return z.NEVER;
});

function isLayerKind(kind: string): kind is LayerKind {
  return Object.hasOwn(layers, kind);
}

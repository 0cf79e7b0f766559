import { z } from "zod";
import { initializers, type InitializerName, type InitializerOption } from "../initializers/registry.ts";
import { activationNames } from "../layers/checks.ts";
import type { LayerActivation } from "../layers/activation.ts";
import type { DirectedLayer } from "../layers/bidirectional.ts";
import type { JointSpec, LayerSpec } from "../layers/layer.ts";
import { recurrentActivationNames } from "../layers/recurrent.ts";
import { layers, type LayerKind } from "../layers/registry.ts";
import type { AnyLayerSpec } from "../models/symbolic-tensor.ts";
import { customLayer } from "./saved-custom.ts";

/*
 * How each layer is rebuilt from what a model file says. A file holds every option, so that a model stays the same when defaults change.
 */

const initializerNames = Object.keys(initializers).filter(isInitializerName);

const initializer: z.ZodType<InitializerOption> = z.union([
  z.enum(initializerNames),
  z.strictObject({ name: z.literal("constant"), value: z.number().exactOptional() }),
  z.strictObject({
    name: z.literal("uniform"),
    minimum: z.number().exactOptional(),
    maximum: z.number().exactOptional(),
  }),
  z.strictObject({
    name: z.literal("normal"),
    mean: z.number().exactOptional(),
    deviation: z.number().exactOptional(),
  }),
  z.strictObject({ name: z.literal("orthogonal"), gain: z.number().exactOptional() }),
]);
export const activation: z.ZodType<LayerActivation> = z.enum([...activationNames, "softmax"]);
const recurrentActivation = z.enum(recurrentActivationNames);

const recurrent = {
  units: z.int(),
  activation: recurrentActivation,
  useBias: z.boolean(),
  kernelInitializer: initializer,
  recurrentInitializer: initializer,
  biasInitializer: initializer,
  dropout: z.number(),
  recurrentDropout: z.number(),
  returnSequences: z.boolean(),
  goBackwards: z.boolean(),
  zeroOutputForMask: z.boolean(),
};
const simpleRnn = z.strictObject(recurrent).transform(layers.simpleRnn);
const lstm = z.strictObject({ ...recurrent, recurrentActivation, unitForgetBias: z.boolean() }).transform(layers.lstm);
const gru = z.strictObject({ ...recurrent, recurrentActivation, resetAfter: z.boolean() }).transform(layers.gru);

const directed: z.ZodType<DirectedLayer> = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("simpleRnn"), options: simpleRnn }),
    z.strictObject({ kind: z.literal("lstm"), options: lstm }),
    z.strictObject({ kind: z.literal("gru"), options: gru }),
  ])
  .transform(({ options }) => options);

/** What makes a layer of each kind from its saved options. */
const readers: { readonly [Kind in LayerKind]: z.ZodType<LayerSpec<Kind> | JointSpec<Kind>> } = {
  activation: z.strictObject({ activation }).transform((options) => layers.activation(options.activation)),
  bidirectional: z
    .strictObject({ layer: directed, mergeMode: z.enum(["concat", "sum", "mul", "ave"]) })
    .transform(layers.bidirectional),
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
  gru,
  layerNormalization: z.strictObject({ epsilon: z.number() }).transform(layers.layerNormalization),
  lstm,
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
  simpleRnn,
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

/** Reads { kind, options } and gives the layer, of any number of inputs. */
export const savedAnyLayer: z.ZodType<AnyLayerSpec> = z
  .strictObject({ kind: z.string(), options: z.unknown() })
  .transform(({ kind, options }, context): AnyLayerSpec => {
    if (!isLayerKind(kind)) return customLayer(kind, options, context);
    const parsed = readers[kind].safeParse(options);
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

function isInitializerName(name: string): name is InitializerName {
  return Object.hasOwn(initializers, name);
}

import { z } from "zod";
import { functional } from "../models/functional.ts";
import { symbolicFrom } from "../models/functional-spec.ts";
import { transformerLanguageModel } from "../models/language-model.ts";
import type { LayerSpec } from "../layers/layer.ts";
import type { CustomSpec, FunctionalSpec, ModelSpec, SavedInput, SequentialSpec } from "../models/model-spec.ts";
import type { AnyLayerSpec } from "../models/symbolic-tensor.ts";
import type { Model } from "../models/model.ts";
import type { WeightValues } from "../models/weight.ts";
import { recurrentEncoderDecoder } from "../models/recurrent-encoder-decoder.ts";
import type { FullRecurrentOptions } from "../models/recurrent-options.ts";
import { sequential } from "../models/sequential.ts";
import type { FullLanguageModelOptions, FullTransformerOptions } from "../models/transformer-options.ts";
import { transformer } from "../models/transformer.ts";
import { optionsReader } from "./options-reader.ts";
import { exampleShape, layerName, mostLayers, stackLength, weightLength } from "./saved-bounds.ts";
import { customModelMaker, constructed } from "./saved-custom.ts";
import { activation, savedAnyLayer, savedLayer } from "./saved-layers.ts";

/*
 * How each kind of model is made again from what a model file says and its weights.
 */

/** Makes a model with its weights, all of them, by name. */
export type ModelMaker = (weights: ReadonlyMap<string, WeightValues>) => Model;

const stack = {
  vocabularySize: weightLength,
  hiddenDim: weightLength,
  intermediateDim: weightLength,
  numHeads: weightLength,
  keyDim: weightLength,
  valueDim: weightLength,
  dropout: z.number(),
  attentionDropout: z.number(),
  activationDropout: z.number(),
  activation,
  normalizeFirst: z.boolean(),
  layerNormEpsilon: z.number(),
  positions: z.enum(["sinusoidal", "learned"]),
  maxLength: weightLength.nullable(),
};

const transformerOptions = optionsReader<FullTransformerOptions>()({
  ...stack,
  sourceVocabularySize: weightLength,
  encoderLayers: stackLength,
  decoderLayers: stackLength,
  shareEmbeddings: z.enum(["all", "decoder", "none"]),
});

const languageModelOptions = optionsReader<FullLanguageModelOptions>()({
  ...stack,
  numLayers: stackLength,
  shareEmbeddings: z.boolean(),
});

const recurrentOptions = optionsReader<FullRecurrentOptions>()({
  vocabularySize: weightLength,
  sourceVocabularySize: weightLength,
  cell: z.enum(["lstm", "gru"]),
  attention: z.enum(["none", "luong", "bahdanau"]),
  score: z.enum(["dot", "general"]).nullable(),
  units: weightLength,
  embeddingDim: weightLength,
  numLayers: stackLength,
  bidirectional: z.boolean(),
  dropout: z.number(),
  recurrentDropout: z.number(),
});

const tensor = z.union([
  z.strictObject({ input: layerName }),
  z.strictObject({ call: z.int().nonnegative().max(mostLayers), output: z.int().nonnegative().max(mostLayers) }),
]);
const savedInput = optionsReader<SavedInput>()({
  name: layerName,
  shape: exampleShape.readonly(),
  dtype: z.enum(["float", "int32"]).nullable(),
});
const savedCall = optionsReader<FunctionalSpec["calls"][number]>()({
  layer: layerName,
  inputs: z.array(tensor).max(mostLayers).readonly(),
});
const namedLayer = z.looseObject({ name: layerName }).transform(({ name, ...layer }, context) => {
  const parsed = savedAnyLayer.safeParse(layer);
  if (parsed.success) return { name, spec: parsed.data };
  for (const { path, message } of parsed.error.issues) context.addIssue({ code: "custom", path: [...path], message });
  return z.NEVER;
});

const readers = {
  custom: optionsReader<CustomSpec>()({ kind: z.literal("custom"), name: z.string(), options: z.unknown() }).transform(
    ({ name, options }, context): ModelMaker => {
      const make = customModelMaker(name, context);
      return (weights) => make(options, { weights });
    },
  ),
  functional: optionsReader<FunctionalSpec<{ readonly spec: AnyLayerSpec }>>()({
    kind: z.literal("functional"),
    inputs: z.array(savedInput).max(mostLayers),
    layers: z.array(namedLayer).max(mostLayers),
    calls: z.array(savedCall).max(mostLayers),
    outputs: z.array(tensor).max(mostLayers),
  }).transform((spec, context): ModelMaker => {
    const symbolic = constructed(() => symbolicFrom(spec), "the graph", ["calls"], context);
    return (weights) => functional({ ...symbolic, weights });
  }),
  recurrentEncoderDecoder: z
    .strictObject({ kind: z.literal("recurrentEncoderDecoder"), options: recurrentOptions })
    .transform(
      ({ options }): ModelMaker =>
        (weights) =>
          recurrentEncoderDecoder({ ...options, weights }),
    ),
  sequential: optionsReader<SequentialSpec<LayerSpec>>()({
    kind: z.literal("sequential"),
    input: exampleShape,
    layers: z.array(savedLayer).min(1).max(mostLayers),
  }).transform(
    ({ input, layers }): ModelMaker =>
      (weights) =>
        sequential(layers, { input, weights }),
  ),
  transformer: z.strictObject({ kind: z.literal("transformer"), options: transformerOptions }).transform(
    ({ options }): ModelMaker =>
      (weights) =>
        transformer({ ...options, weights }),
  ),
  transformerLanguageModel: z
    .strictObject({ kind: z.literal("transformerLanguageModel"), options: languageModelOptions })
    .transform(
      ({ options }): ModelMaker =>
        (weights) =>
          transformerLanguageModel({ ...options, weights }),
    ),
} satisfies { readonly [Kind in ModelSpec["kind"]]: z.ZodType<ModelMaker> };

/** Reads what a file says of a model and gives what makes it. */
export const savedModel: z.ZodType<ModelMaker> = z.discriminatedUnion("kind", [
  readers.custom,
  readers.functional,
  readers.recurrentEncoderDecoder,
  readers.sequential,
  readers.transformer,
  readers.transformerLanguageModel,
]);

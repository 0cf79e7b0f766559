import { checkOptions } from "../tensor/options.ts";
import type { CallContext, Masked, WeightMaker } from "../layers/layer.ts";
import { notEqual } from "../ops/not-equal.ts";
import type { Inputs } from "../tensor/inputs.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { buildWeights, countWeights, initialValueNames, type InitialValues } from "./build-weights.ts";
import { tokenInputs } from "./check-input.ts";
import { inference } from "../layers/shared/inference.ts";
import { decodingParts, type DecodingParts } from "./decoding-parts.ts";
import type { Model, Observer } from "./model.ts";
import { oneOutput } from "./one-output.ts";
import { layersOf, showTo, type Part, type Show } from "./part.ts";
import { summaryOf } from "./summary.ts";
import { embeddingMatrix, outputProjection, tokenEmbedding } from "./token-embedding.ts";
import {
  fullTransformerOptions,
  transformerNames,
  type FullTransformerOptions,
  type TransformerOptions,
} from "./transformer-options.ts";
import { decoderStack, encoderStack, stackParts } from "./transformer-stacks.ts";

/** An encoder–decoder Transformer. */
export interface Transformer extends Model {
  /**
   * Runs the encoder alone: source int32 [batch, sourceTime] → [batch, sourceTime, hiddenDim], with the mask of what is
   * not padding.
   */
  encode(source: Tensor, context?: CallContext): Masked;
  /** For decoding step by step. */
  readonly decoding: DecodingParts;
}

/** Whether a model, which may have come from a file, is an encoder–decoder Transformer. */
export function isTransformer(model: Model): model is Transformer {
  return model.spec.kind === "transformer" && "encode" in model && "decoding" in model;
}

/**
 * The Transformer of "Attention Is All You Need" (Vaswani et al. 2017, arXiv:1706.03762), which reads a source and
 * gives, for every step of a target, logits of the token that comes next.
 *
 *   const model = transformer({ ...transformerPresets.tiny, vocabularySize: 10_000 });
 *   const trainer = compile(model, {
 *     optimizer: "adam",
 *     loss: sparseCategoricalCrossentropy({ fromLogits: true, labelSmoothing: 0.1, ignoreClass: 0 }),
 *   });
 *
 * Inputs [source, target], int32 [batch, sourceTime] and [batch, targetTime] → [batch, targetTime, vocabularySize].
 * Step t of the output is made from target steps up to t: give the target moved on by one step, a start token in front.
 * Token 0 is padding: nobody attends to it, wherever it stands; the loss leaves it out with ignoreClass: 0, so the
 * output has no mask. A row of padding alone is legal, its outputs mean nothing. Without options other than
 * vocabularySize it is the paper's base model.
 */
export function transformer(options: TransformerOptions & InitialValues): Transformer {
  checkOptions("transformer", options, { ...transformerNames, ...initialValueNames });
  const { seed, weights, ...others } = options;
  const config = fullTransformerOptions(others);
  const first = { ...(seed === undefined ? {} : { seed }), ...(weights === undefined ? {} : { weights }) };
  const { built, ...builtWeights } = buildWeights((weight) => build(config, weight), first);
  const layers = layersOf(partsOf(config), builtWeights.weights);
  const { vocabularySize } = config;

  function trace(x: Inputs, context: CallContext, observe?: Observer): Masked {
    const [source, target] = tokenInputs(x, "source", "target");
    const show = showTo(observe, layers);
    const memory = built.encode(source, context, show);
    return { value: built.decode(target, memory, context, show), mask: null };
  }

  return {
    inputs: [[null], [null]],
    ...oneOutput([null, vocabularySize], trace),
    layers,
    ...builtWeights,
    parameterCount: builtWeights.flat.size,
    spec: { kind: "transformer", options: config },
    encode: (source, context = inference) => built.encode(source, context, () => undefined),
    decoding: built.decoding,
    resetStates: () => undefined,
    summary: () => summaryOf(layers, builtWeights.weights),
  };
}

/** How many parameters a transformer of these options has, without making it. */
export function transformerParameterCount(options: TransformerOptions): number {
  checkOptions("transformerParameterCount", options, transformerNames);
  const full = fullTransformerOptions(options);
  return countWeights((weight) => build(full, weight));
}

/** A Transformer's parts with their weights. */
interface Built {
  encode(source: Tensor, context: CallContext, show: Show): Masked;
  decode(target: Tensor, memory: Masked, context: CallContext, show: Show): Tensor;
  readonly decoding: DecodingParts;
}

/** Makes the parts in the order of the forward pass, which is that of the weights. */
function build(options: FullTransformerOptions, weight: WeightMaker): Built {
  const { hiddenDim, shareEmbeddings, encoderLayers, decoderLayers } = options;
  const names = embeddingNames(options);
  const sourceMatrix = embeddingMatrix(names.source, options.sourceVocabularySize, hiddenDim, weight);
  const embedSource = tokenEmbedding(
    options,
    { embedding: names.source, positions: "sourcePositions" },
    sourceMatrix,
    weight,
  );
  const encoder = encoderStack(options, encoderLayers, weight);
  const targetMatrix =
    shareEmbeddings === "all" ? sourceMatrix : embeddingMatrix(names.target, options.vocabularySize, hiddenDim, weight);
  const embedTarget = tokenEmbedding(
    options,
    { embedding: names.target, positions: "targetPositions" },
    targetMatrix,
    weight,
  );
  const decoder = decoderStack(options, { layers: decoderLayers, attendsToEncoder: true }, weight);
  const toLogits = outputProjection(options, shareEmbeddings === "none" ? null : targetMatrix, weight);
  return {
    encode(source, context, show) {
      const mask = notEqual(source, 0);
      return { value: encoder({ value: embedSource(source, context, show), mask }, context, show), mask };
    },
    decode(target, memory, context, show) {
      const x = { value: embedTarget(target, context, show), mask: notEqual(target, 0) };
      const logits = toLogits(decoder.call(x, memory, context, show));
      show("output", logits);
      return logits;
    },
    decoding: decodingParts(options, embedTarget, decoder, toLogits),
  };
}

function embeddingNames({ shareEmbeddings }: FullTransformerOptions): {
  readonly source: string;
  readonly target: string;
} {
  return shareEmbeddings === "all"
    ? { source: "embedding", target: "embedding" }
    : { source: "sourceEmbedding", target: "targetEmbedding" };
}

function partsOf(options: FullTransformerOptions): readonly Part[] {
  const { hiddenDim, vocabularySize, encoderLayers, decoderLayers, positions } = options;
  const names = embeddingNames(options);
  const output = [null, hiddenDim];
  const positionKind = positions === "learned" ? "positionEmbedding" : "positionEncoding";
  return [
    { name: names.source, kind: "embedding", output },
    { name: "sourcePositions", kind: positionKind, output },
    ...stackParts("encoder", options, encoderLayers),
    ...(names.target === names.source ? [] : [{ name: names.target, kind: "embedding", output }]),
    { name: "targetPositions", kind: positionKind, output },
    ...stackParts("decoder", options, decoderLayers),
    { name: "output", kind: "linear", output: [null, vocabularySize] },
  ];
}

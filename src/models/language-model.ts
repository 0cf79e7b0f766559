import { checkOptions } from "../tensor/options.ts";
import type { CallContext, Masked, WeightMaker } from "../layers/layer.ts";
import { notEqual } from "../ops/not-equal.ts";
import type { Inputs } from "../tensor/inputs.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { buildWeights, initialValueNames, type InitialValues } from "./build-weights.ts";
import { tokenInputs } from "./check-input.ts";
import { decodingParts, type DecodingParts } from "./decoding-parts.ts";
import type { Model, Observer } from "./model.ts";
import { oneOutput } from "./one-output.ts";
import { layersOf, showTo, type Part, type Show } from "./part.ts";
import { summaryOf } from "./summary.ts";
import { embeddingMatrix, outputProjection, tokenEmbedding } from "./token-embedding.ts";
import {
  fullLanguageModelOptions,
  languageModelNames,
  type FullLanguageModelOptions,
  type LanguageModelOptions,
} from "./transformer-options.ts";
import { decoderStack, stackParts } from "./transformer-stacks.ts";

/** A Transformer's decoder by itself. */
export interface LanguageModel extends Model {
  /** For decoding step by step. */
  readonly decoding: DecodingParts;
}

/** Whether a model, which may have come from a file, is a Transformer's decoder by itself. */
export function isLanguageModel(model: Model): model is LanguageModel {
  return model.spec.kind === "transformerLanguageModel" && "decoding" in model;
}

/**
 * A Transformer without an encoder: for every step of a text, logits of the token that comes next, made from the steps
 * up to it (Liu et al. 2018, arXiv:1801.10198; Radford et al. 2018).
 *
 *   const model = transformerLanguageModel({ vocabularySize: 5_000, hiddenDim: 128, intermediateDim: 512, numHeads: 4,
 *   numLayers: 4 });
 *
 * int32 [batch, time] → [batch, time, vocabularySize]. Token 0 is padding, which nobody attends to, as in transformer.
 */
export function transformerLanguageModel(options: LanguageModelOptions & InitialValues): LanguageModel {
  checkOptions("transformerLanguageModel", options, { ...languageModelNames, ...initialValueNames });
  const { seed, weights, ...others } = options;
  const config = fullLanguageModelOptions(others);
  const first = { ...(seed === undefined ? {} : { seed }), ...(weights === undefined ? {} : { weights }) };
  const { built, ...builtWeights } = buildWeights((weight) => build(config, weight), first);
  const layers = layersOf(partsOf(config), builtWeights.weights);

  function trace(x: Inputs, context: CallContext, observe?: Observer): Masked {
    const [tokens] = tokenInputs(x, "text");
    return { value: built.decode(tokens, context, showTo(observe, layers)), mask: null };
  }

  return {
    inputs: [[null]],
    ...oneOutput([null, config.vocabularySize], trace),
    layers,
    ...builtWeights,
    parameterCount: builtWeights.flat.size,
    spec: { kind: "transformerLanguageModel", options: config },
    decoding: built.decoding,
    resetStates: () => undefined,
    summary: () => summaryOf(layers, builtWeights.weights),
  };
}

const names = { embedding: "embedding", positions: "positions" };

/** Makes the parts in the order of the forward pass, which is that of the weights. */
function build(
  options: FullLanguageModelOptions,
  weight: WeightMaker,
): {
  decode(tokens: Tensor, context: CallContext, show: Show): Tensor;
  readonly decoding: DecodingParts;
} {
  const matrix = embeddingMatrix(names.embedding, options.vocabularySize, options.hiddenDim, weight);
  const embed = tokenEmbedding(options, names, matrix, weight);
  const decoder = decoderStack(options, { layers: options.numLayers, attendsToEncoder: false }, weight);
  const toLogits = outputProjection(options, options.shareEmbeddings ? matrix : null, weight);
  return {
    decode(tokens, context, show) {
      const x = { value: embed(tokens, context, show), mask: notEqual(tokens, 0) };
      const logits = toLogits(decoder.call(x, null, context, show));
      show("output", logits);
      return logits;
    },
    decoding: decodingParts(options, embed, decoder, toLogits),
  };
}

function partsOf(options: FullLanguageModelOptions): readonly Part[] {
  const output = [null, options.hiddenDim];
  return [
    { name: names.embedding, kind: "embedding", output },
    {
      name: names.positions,
      kind: options.positions === "learned" ? "positionEmbedding" : "positionEncoding",
      output,
    },
    ...stackParts("decoder", options, options.numLayers),
    { name: "output", kind: "linear", output: [null, options.vocabularySize] },
  ];
}

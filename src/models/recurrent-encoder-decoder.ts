import { checkOptions } from "../tensor/options.ts";
import { initializers } from "../initializers/registry.ts";
import { inference } from "../layers/shared/inference.ts";
import type { CallContext, Masked, WeightMaker } from "../layers/layer.ts";
import type { RecurrentState } from "../layers/recurrent/shared/recurrent.ts";
import { embedding } from "../ops/embedding.ts";
import { linear } from "../ops/linear.ts";
import { notEqual } from "../ops/not-equal.ts";
import { reshape } from "../ops/reshape.ts";
import type { Inputs } from "../tensor/inputs.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { buildWeights, initialValueNames, type InitialValues } from "./build-weights.ts";
import { tokenInputs } from "./check-input.ts";
import type { Model, Observer } from "./model.ts";
import { oneOutput } from "./one-output.ts";
import { layersOf, showTo, type Part, type Show } from "./part.ts";
import type { SourceIndices, RecurrentMemory } from "./recurrent-attention.ts";
import { recurrentDecoder, type Begin } from "./recurrent-decoder.ts";
import { layerNames, recurrentEncoder } from "./recurrent-layers.ts";
import {
  fullRecurrentOptions,
  recurrentNames,
  type FullRecurrentOptions,
  type RecurrentEncoderDecoderOptions,
} from "./recurrent-options.ts";
import { summaryOf } from "./summary.ts";
import { embeddingMatrix } from "./token-embedding.ts";

/** An encoder and a decoder of recurrent layers. */
export interface RecurrentEncoderDecoder extends Model {
  /** Runs the encoder alone: source int32 [batch, sourceTime] → where a decoder begins. */
  encode(source: Tensor, context?: CallContext): Begin;
  /** For decoding step by step. */
  readonly decoding: RecurrentDecodingParts;
}

/** What decoding runs for each step, without dropout. */
export interface RecurrentDecodingParts {
  readonly vocabularySize: number;
  /**
   * Tokens of one step, int32 [rows] → logits [rows, vocabularySize], and the states after it. Token 0 is padding and
   * leaves the states as they are.
   */
  step(
    tokens: Tensor,
    states: readonly RecurrentState[],
    memory: RecurrentMemory,
    sourceIndices: SourceIndices,
  ): { readonly logits: Tensor; readonly states: readonly RecurrentState[] };
}

/** Whether a model, which may have come from a file, is an encoder–decoder of recurrent layers. */
export function isRecurrentEncoderDecoder(model: Model): model is RecurrentEncoderDecoder {
  return model.spec.kind === "recurrentEncoderDecoder" && "encode" in model && "decoding" in model;
}

/**
 * Recurrent layers that read a source and others that write a target (Sutskever et al. 2014, arXiv:1409.3215; Cho et
 * al. 2014, arXiv:1406.1078), by themselves or with attention.
 *
 *   const model = recurrentEncoderDecoder({ vocabularySize: 10_000, cell: "gru", attention: "bahdanau", units: 256,
 *   dropout: 0.3 });
 *
 *   none       the decoder knows of the source only the encoder's last states, with which its layers begin
 *   luong      c_t = Σ softmax(h_t·W·h̄_j)_j h̄_j for the states h_t of the last layer, logits from tanh([c_t; h_t]·Wc)
 *              (Luong et al. 2015,
 *              arXiv:1508.04025, global attention without input feeding, so that all steps run in one kernel)
 *   bahdanau   the first layer reads at each step a context that its state before queries by additive attention, logits
 *              from
 *              tanh([c_t; h_t; y_t]·Wc) (Bahdanau et al. 2015, arXiv:1409.0473; their output has a maxout layer
 *              instead, their decoder begins with
 *              tanh of a product of the last backward state)
 *
 * Inputs [source, target], int32 [batch, sourceTime] and [batch, targetTime] → logits [batch, targetTime,
 * vocabularySize]. Step t of the output is made from target steps up to t: give the target moved on by one step, a
 * start token in front. Token 0 is padding: it is skipped and nobody attends to it, wherever it stands; the loss leaves
 * it out with ignoreClass: 0, so the output has no mask. A row of padding alone is legal. Weights
 * sourceEmbedding.embeddings and targetEmbedding.embeddings, encoder.… and decoder.… as those of lstm or gru,
 * attention.…, readout.kernel, output.kernel [units, vocabularySize] and output.bias.
 */
export function recurrentEncoderDecoder(
  options: RecurrentEncoderDecoderOptions & InitialValues,
): RecurrentEncoderDecoder {
  checkOptions("recurrentEncoderDecoder", options, { ...recurrentNames, ...initialValueNames });
  const { seed, weights, ...others } = options;
  const config = fullRecurrentOptions(others);
  const first = { ...(seed === undefined ? {} : { seed }), ...(weights === undefined ? {} : { weights }) };
  const { built, ...builtWeights } = buildWeights((weight) => build(config, weight), first);
  const layers = layersOf(partsOf(config), builtWeights.weights);

  function trace(x: Inputs, context: CallContext, observe?: Observer): Masked {
    const [source, target] = tokenInputs(x, "source", "target");
    const show = showTo(observe, layers);
    return { value: built.decode(target, built.encode(source, context, show), context, show), mask: null };
  }

  return {
    inputs: [[null], [null]],
    ...oneOutput([null, config.vocabularySize], trace),
    layers,
    ...builtWeights,
    parameterCount: builtWeights.flat.size,
    spec: { kind: "recurrentEncoderDecoder", options: config },
    encode: (source, context = inference) => built.encode(source, context, () => undefined),
    decoding: built.decoding,
    resetStates: () => undefined,
    summary: () => summaryOf(layers, builtWeights.weights),
  };
}

interface Built {
  encode(source: Tensor, context: CallContext, show: Show): Begin;
  decode(target: Tensor, begin: Begin, context: CallContext, show: Show): Tensor;
  readonly decoding: RecurrentDecodingParts;
}

/** Makes the parts in the order of the forward pass, which is that of the weights. */
function build(options: FullRecurrentOptions, weight: WeightMaker): Built {
  const { vocabularySize, sourceVocabularySize, embeddingDim, units } = options;
  const sourceMatrix = embeddingMatrix("sourceEmbedding", sourceVocabularySize, embeddingDim, weight);
  const encoder = recurrentEncoder(options, weight);
  const targetMatrix = embeddingMatrix("targetEmbedding", vocabularySize, embeddingDim, weight);
  const decoder = recurrentDecoder(options, weight);
  const kernel = weight("output.kernel", [units, vocabularySize], initializers.glorotUniform());
  const bias = weight("output.bias", [vocabularySize], initializers.zeros());
  return {
    encode(source, context, show) {
      const [value, mask] = [embedding(source, sourceMatrix), notEqual(source, 0)];
      show("sourceEmbedding", value);
      const { sequence, states } = encoder({ value, mask }, context, show);
      return { states, memory: { values: sequence, keys: decoder.keys(sequence), mask } };
    },
    decode(target, begin, context, show) {
      const value = embedding(target, targetMatrix);
      show("targetEmbedding", value);
      const logits = linear(decoder.whole({ value, mask: notEqual(target, 0) }, begin, context, show), kernel, bias);
      show("output", logits);
      return logits;
    },
    decoding: {
      vocabularySize,
      step(tokens, states, memory, sourceIndices) {
        const x = { value: embedding(tokens, targetMatrix), mask: reshape(notEqual(tokens, 0), [tokens.size, 1]) };
        const { output, states: after } = decoder.step(x, states, memory, sourceIndices);
        return { logits: linear(output, kernel, bias), states: after };
      },
    },
  };
}

function partsOf(options: FullRecurrentOptions): readonly Part[] {
  const { cell, units, embeddingDim, vocabularySize, attention, bidirectional } = options;
  const [embedded, output] = [
    [null, embeddingDim],
    [null, units],
  ];
  const encoderKind = bidirectional ? "bidirectional" : cell;
  return [
    { name: "sourceEmbedding", kind: "embedding", output: embedded },
    ...layerNames("encoder", options).map((name) => ({ name, kind: encoderKind, output })),
    { name: "targetEmbedding", kind: "embedding", output: embedded },
    ...layerNames("decoder", options).map((name) => ({ name, kind: cell, output })),
    ...(attention === "none"
      ? []
      : [
          { name: "attention", kind: attention, output },
          { name: "readout", kind: "linear", output },
        ]),
    { name: "output", kind: "linear", output: [null, vocabularySize] },
  ];
}

import { additiveScores } from "../../../ops/additive-scores.ts";
import { batchMatmul } from "../../../ops/batch-matmul.ts";
import { dropout as drop } from "../../../ops/dropout.ts";
import { maskRows } from "../../../ops/mask-rows.ts";
import { maskedSoftmax } from "../../../ops/masked-softmax.ts";
import { reshape } from "../../../ops/reshape.ts";
import type { RandomKey } from "../../../tensor/random.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import { attended, attentionLengths } from "./attention-inputs.ts";
import { checkRate } from "../../shared/checks.ts";
import type { ExampleShape, MultiInputLayer } from "../../layer.ts";
import type { AttentionInputs } from "./projected-attention.ts";
import { checkSeed, seeded } from "../../shared/weight-options.ts";

/**
 * What attention and additiveAttention have in common. Definitions and defaults: Keras 3; what Keras takes in the call
 * are options here.
 */
export interface ScoredOptions {
  /** Share of the attention weights dropped while training. Default: 0. */
  readonly dropout?: number;
  /** No step sees later ones. Default: false. */
  readonly useCausalMask?: boolean;
  /** Also give the weights, before dropout, as a second output: for functional models. Default: false. */
  readonly returnAttentionScores?: boolean;
  /** Of dropout, beside the seed of the training. Default: null, none. */
  readonly seed?: number | null;
}

export const scoredDefaults: Required<ScoredOptions> = {
  dropout: 0,
  useCausalMask: false,
  returnAttentionScores: false,
  seed: null,
};

export function checkScoredOptions(layer: string, { dropout, seed }: Required<ScoredOptions>): void {
  checkRate(layer, "dropout", dropout);
  checkSeed(layer, seed);
}

/** Which keys count, and what becomes of the weights. */
export interface ScoredBounds {
  readonly keyMask: Tensor | null;
  readonly causal: boolean;
  /** Share of the weights dropped. */
  readonly rate: number;
  readonly key: RandomKey;
  readonly withWeights: boolean;
}

/** [batch, queryTime, valueFeatures] and, with returnAttentionScores, [batch, queryTime, keyTime]. */
export interface ScoredResult {
  readonly value: Tensor;
  readonly weights: Tensor | null;
}

/** The layer around a way to attend: lengths, masks, randomness and outputs. */
export function scoredAttention(
  name: string,
  inputs: readonly ExampleShape[],
  options: Required<ScoredOptions>,
  attend: (inputs: AttentionInputs, bounds: ScoredBounds) => ScoredResult,
): MultiInputLayer {
  const { features, keyFeatures, queryTime, valueTime, valueFeatures } = attentionLengths(name, inputs);
  if (features !== keyFeatures) {
    throw new TypeError(
      `${name}: queries and keys must have as many features, got ${features} and ${keyFeatures}; help: a dense ` +
        "layer before it makes them",
    );
  }
  const { dropout, useCausalMask: causal, returnAttentionScores, seed } = options;
  const output = [queryTime, valueFeatures];
  return {
    outputs: returnAttentionScores ? [output, [queryTime, valueTime]] : [output],
    call(inputsOfCall, { training, key: random, onAttention }) {
      const { query, value, key } = attended(inputsOfCall);
      const bounds = {
        keyMask: value.mask,
        causal,
        rate: training ? dropout : 0,
        key: seeded(random, seed),
        withWeights: returnAttentionScores || onAttention !== undefined,
      };
      const y = attend({ query: query.value, value: value.value, key: key.value }, bounds);
      if (y.weights !== null) {
        const [batch, queries, keys] = y.weights.shape;
        onAttention?.(reshape(y.weights, [batch, 1, queries, keys]), "");
      }
      const result = { value: query.mask === null ? y.value : maskRows(y.value, query.mask), mask: query.mask };
      return returnAttentionScores && y.weights !== null ? [result, { value: y.weights, mask: null }] : [result];
    },
  };
}

/** Attention by additive scores. */
export function scored(
  query: Tensor,
  key: Tensor,
  score: Tensor,
  value: Tensor,
  { keyMask, causal, rate, key: random }: ScoredBounds,
): ScoredResult {
  const weights = maskedSoftmax(additiveScores(query, key, score), { keyMask, causal });
  return { value: batchMatmul(rate > 0 ? drop(weights, rate, random) : weights, value), weights };
}

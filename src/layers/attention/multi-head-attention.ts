import { checkOptions } from "../../tensor/options.ts";
import { attendingHeads } from "./shared/attending-heads.ts";
import { headsNames, headsOptions, type HeadsOptions, type KnownHeadsOptions } from "./shared/attention-options.ts";
import { checkCount } from "../shared/checks.ts";
import type { MultiInputLayerSpec, LayerSpec } from "../layer.ts";

export interface MultiHeadAttentionOptions extends HeadsOptions {
  /** How many attentions run side by side, each with projections of its own. */
  readonly numHeads: number;
  /** Depth of queries and keys in each head. */
  readonly keyDim: number;
  /** Depth of values in each head. Default: keyDim. */
  readonly valueDim?: number;
  /**
   * What each step becomes: a number of features, or several axes. Default: null, as many features as the query has.
   */
  readonly outputShape?: number | readonly number[] | null;
}

export type KnownMultiHeadAttentionOptions = KnownHeadsOptions &
  Required<Omit<MultiHeadAttentionOptions, keyof HeadsOptions>>;

/**
 * Attention with several heads (Vaswani et al. 2017, arXiv:1706.03762, section 3.2): every step of the query attends to
 * all steps of the keys, and gets their values in proportion to how well the keys answer. For each head
 *
 *   q = query·Wq + bq,  k = key·Wk + bk,  v = value·Wv + bv
 *   head = softmax(q·kᵀ/√keyDim)·v          steps that the mask skips are not seen
 *   y = (all heads side by side)·Wo + bo
 *
 * In a sequential model a sequence attends to itself: [batch, time, features] → the same. In a functional one it joins
 * [query, value] or
 * [query, value, key]: [batch, queryTime, features], [batch, keyTime, valueFeatures], [batch, keyTime, keyFeatures] →
 * [batch, queryTime, ...outputShape], and with returnAttentionScores the weights before dropout, [batch, numHeads,
 * queryTime, keyTime].
 *
 * Keys count where the masks of value and key both keep them. The query's mask is passed on; its padding attends like
 * any other step, which later layers skip. A step that sees no key gives bo.
 * Weights query.kernel [features, numHeads, keyDim], key.kernel [keyFeatures, numHeads, keyDim], value.kernel
 * [valueFeatures, numHeads, valueDim], attentionOutput.kernel [numHeads, valueDim, ...outputShape], with useGate
 * gate.kernel [features, numHeads, valueDim], and biases. Memory is linear in time, but with returnAttentionScores.
 * Definition and defaults: Keras 3, MultiHeadAttention, without attentionAxes.
 */
export function multiHeadAttention(
  options: MultiHeadAttentionOptions,
): LayerSpec<"multiHeadAttention", KnownMultiHeadAttentionOptions> &
  MultiInputLayerSpec<"multiHeadAttention", KnownMultiHeadAttentionOptions> {
  checkOptions("multiHeadAttention", options, {
    ...headsNames,
    numHeads: true,
    keyDim: true,
    valueDim: true,
    outputShape: true,
  });
  const { numHeads, keyDim, valueDim = keyDim } = options;
  const outputShape =
    typeof options.outputShape === "object" && options.outputShape !== null
      ? Object.freeze([...options.outputShape])
      : (options.outputShape ?? null);
  checkCount("multiHeadAttention", "numHeads", numHeads);
  checkCount("multiHeadAttention", "keyDim", keyDim);
  checkCount("multiHeadAttention", "valueDim", valueDim);
  const axes = typeof outputShape === "number" ? [outputShape] : outputShape;
  for (const length of axes ?? []) checkCount("multiHeadAttention", "outputShape", length);
  const sizes = { numHeads, numKeyValueHeads: numHeads, keyDim, valueDim, outputShape: axes };
  const config = { numHeads, keyDim, valueDim, outputShape, ...headsOptions("multiHeadAttention", keyDim, options) };
  return attendingHeads("multiHeadAttention", config, sizes);
}

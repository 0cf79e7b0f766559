import { checkOptions } from "../tensor/options.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { attention, attentionWeights, type AttentionOptions } from "./attention.ts";

export interface ScaledDotProductAttentionOptions extends AttentionOptions {
  /** Also give the weights. They take memory for every pair of query and key. Default: false. */
  readonly returnWeights?: boolean;
}

export interface Attended {
  /** [batch, queryTime, heads, valueDepth] */
  readonly value: Tensor;
  /** [batch, heads, queryTime, keyTime], before dropout; null without returnWeights. */
  readonly weights: Tensor | null;
}

/**
 * As attention, which has the equations, with the weights on request. Gradients flow through both.
 *
 *   const { value } = ops.scaledDotProductAttention(q, k, v, { causal: true, window: 256 });
 */
export function scaledDotProductAttention(
  q: Tensor,
  k: Tensor,
  v: Tensor,
  options: ScaledDotProductAttentionOptions = {},
): Attended {
  checkOptions("scaledDotProductAttention", options, {
    keyMask: true,
    causal: true,
    window: true,
    queryOffset: true,
    scale: true,
    dropout: true,
    key: true,
    returnWeights: true,
  });
  const { returnWeights = false, ...attentionOptions } = options;
  const { dropout: _dropout, key: _key, ...bounds } = attentionOptions;
  return {
    value: attention(q, k, v, attentionOptions),
    weights: returnWeights ? attentionWeights(q, k, bounds) : null,
  };
}

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
  /** [batch, heads, queryTime, keyTime], before dropout; null when they were not asked for. */
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
  given: ScaledDotProductAttentionOptions = {},
): Attended {
  checkOptions("scaledDotProductAttention", given, {
    keyMask: true,
    causal: true,
    window: true,
    queryOffset: true,
    scale: true,
    dropout: true,
    key: true,
    returnWeights: true,
  });
  const { returnWeights = false, ...options } = given;
  const { dropout: _dropout, key: _key, ...bounds } = options;
  return { value: attention(q, k, v, options), weights: returnWeights ? attentionWeights(q, k, bounds) : null };
}

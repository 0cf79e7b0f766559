import { initializerFrom, type InitializerOption } from "../initializers/registry.ts";
import { attention, attentionWeights, type AttentionBounds } from "../ops/attention.ts";
import { linear } from "../ops/linear.ts";
import { reshape } from "../ops/reshape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { CallContext, WeightMaker } from "./layer.ts";

/** What decides about the weights and the way of an attention with projections. */
export interface ProjectionOptions {
  readonly numHeads: number;
  /** Depth of queries and keys in each head. */
  readonly keyDim: number;
  /** Depth of values in each head. */
  readonly valueDim: number;
  /** Share of the attention weights dropped while training. */
  readonly dropout: number;
  readonly useBias: boolean;
  readonly kernelInitializer: InitializerOption;
  readonly biasInitializer: InitializerOption;
}

/**
 * Attention between queries made from one sequence and keys and values made from another, or the same: query [batch, queryTime, features] and
 * value [batch, keyTime, valueFeatures] → [batch, queryTime, features].
 */
export type ProjectedAttention = (
  query: Tensor,
  value: Tensor,
  bounds: AttentionBounds,
  context: CallContext,
) => Tensor;

/**
 * Makes the weights of Keras's MultiHeadAttention and the function that uses them:
 *
 *   q = query·Wq + bq,  k = value·Wk + bk,  v = value·Wv + bv      of each head
 *   y = heads of softmax(q·kᵀ/√keyDim)·v, side by side, · Wo + bo
 *
 * Weights query.kernel [features, heads, keyDim], key.kernel [valueFeatures, heads, keyDim], value.kernel [valueFeatures, heads, valueDim],
 * attentionOutput.kernel [heads, valueDim, features], and with useBias query.bias and key.bias [heads, keyDim], value.bias [heads, valueDim],
 * attentionOutput.bias [features].
 */
export function projectedAttention(
  options: ProjectionOptions,
  { features, valueFeatures }: { readonly features: number; readonly valueFeatures: number },
  weight: WeightMaker,
): ProjectedAttention {
  const { numHeads, keyDim, valueDim, dropout, useBias } = options;
  const kernelInitializer = initializerFrom(options.kernelInitializer);
  const biasInitializer = initializerFrom(options.biasInitializer);

  /** x [batch, time, inputs] → [batch, time, heads, depth]: the product already has the heads side by side. */
  function projection(name: string, inputs: number, depth: number): (x: Tensor) => Tensor {
    const kernel = weight(`${name}.kernel`, [inputs, numHeads, depth], kernelInitializer);
    const bias = useBias ? weight(`${name}.bias`, [numHeads, depth], biasInitializer) : null;
    const width = numHeads * depth;
    return (x) => {
      const flatBias = bias === null ? null : reshape(bias, [width]);
      return reshape(linear(x, reshape(kernel, [inputs, width]), flatBias), [...x.shape.slice(0, -1), numHeads, depth]);
    };
  }

  const toQuery = projection("query", features, keyDim);
  const toKey = projection("key", valueFeatures, keyDim);
  const toValue = projection("value", valueFeatures, valueDim);
  const outputKernel = weight("attentionOutput.kernel", [numHeads, valueDim, features], kernelInitializer);
  const outputBias = useBias ? weight("attentionOutput.bias", [features], biasInitializer) : null;

  return (query, value, bounds, { training, key, onAttention }) => {
    const [q, k] = [toQuery(query), toKey(value)];
    onAttention?.(attentionWeights(q, k, bounds));
    const rate = training ? dropout : 0;
    const heads = attention(q, k, toValue(value), { ...bounds, dropout: rate, key });
    const joined = reshape(heads, [...query.shape.slice(0, -1), numHeads * valueDim]);
    return linear(joined, reshape(outputKernel, [numHeads * valueDim, features]), outputBias);
  };
}

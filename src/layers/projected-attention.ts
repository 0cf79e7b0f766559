import type { Initializer } from "../initializers/initializer.ts";
import { initializerFrom, type InitializerOption } from "../initializers/registry.ts";
import { attention, attentionWeights, type AttentionBounds } from "../ops/attention.ts";
import { linear } from "../ops/linear.ts";
import { reshape } from "../ops/reshape.ts";
import type { Shape } from "../tensor/shape.ts";
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
  /**
   * What initializers that go by the numbers of inputs and outputs see of a kernel: the "tensor" with its heads, as in Keras (whose glorotUniform
   * then draws smaller values, the more heads there are), or a "matrix" of all heads side by side, for queries, keys and values one of all three, as in
   * PyTorch and fairseq: attention begins flatter, and Transformers learn faster.
   */
  readonly fans: "tensor" | "matrix";
}

/** Keys [batch, keyTime, heads, keyDim] and values [batch, keyTime, heads, valueDim] of a sequence. */
export interface KeysAndValues {
  readonly keys: Tensor;
  readonly values: Tensor;
}

/** Attention between queries made from one sequence and keys and values made from another, or the same. */
export interface ProjectedAttention {
  /** query [batch, queryTime, features] and value [batch, keyTime, valueFeatures] → [batch, queryTime, features]. */
  call(query: Tensor, value: Tensor, bounds: AttentionBounds, context: CallContext): Tensor;
  /** [..., features] → [..., heads, keyDim] */
  queries(x: Tensor): Tensor;
  /** [..., valueFeatures] → keys [..., heads, keyDim], values [..., heads, valueDim] */
  keysAndValues(x: Tensor): KeysAndValues;
  /** What the heads found, [..., heads, valueDim] → [..., features]. */
  output(heads: Tensor): Tensor;
}

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
  const { numHeads, keyDim, valueDim, dropout, useBias, fans } = options;
  const kernelInitializer = initializerFrom(options.kernelInitializer);
  const biasInitializer = initializerFrom(options.biasInitializer);

  /** x [batch, time, inputs] → [batch, time, heads, depth]: the product already has the heads side by side. */
  function projection(name: string, inputs: number, depth: number): (x: Tensor) => Tensor {
    const width = numHeads * depth;
    const kernel = weight(
      `${name}.kernel`,
      [inputs, numHeads, depth],
      initializerOf([inputs, width], [inputs, 3 * width]),
    );
    const bias = useBias ? weight(`${name}.bias`, [numHeads, depth], biasInitializer) : null;
    return (x) => {
      const flatBias = bias === null ? null : reshape(bias, [width]);
      return reshape(linear(x, reshape(kernel, [inputs, width]), flatBias), [...x.shape.slice(0, -1), numHeads, depth]);
    };
  }

  const toQuery = projection("query", features, keyDim);
  const toKey = projection("key", valueFeatures, keyDim);
  const toValue = projection("value", valueFeatures, valueDim);
  const outputKernel = weight(
    "attentionOutput.kernel",
    [numHeads, valueDim, features],
    initializerOf([numHeads * valueDim, features]),
  );
  const outputBias = useBias ? weight("attentionOutput.bias", [features], biasInitializer) : null;

  const output = (heads: Tensor): Tensor => {
    const joined = reshape(heads, [...heads.shape.slice(0, -2), numHeads * valueDim]);
    return linear(joined, reshape(outputKernel, [numHeads * valueDim, features]), outputBias);
  };

  return {
    call(query, value, bounds, { training, key, onAttention }) {
      const [q, k] = [toQuery(query), toKey(value)];
      onAttention?.(attentionWeights(q, k, bounds), "");
      const rate = training ? dropout : 0;
      return output(attention(q, k, toValue(value), { ...bounds, dropout: rate, key }));
    },
    queries: toQuery,
    keysAndValues: (x) => ({ keys: toKey(x), values: toValue(x) }),
    output,
  };

  function initializerOf(matrix: Shape, whole: Shape = matrix): Initializer {
    return fans === "tensor" ? kernelInitializer : (_, key) => kernelInitializer(matrix, key, whole);
  }
}

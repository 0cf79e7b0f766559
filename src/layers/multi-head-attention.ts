import type { InitializerOption } from "../initializers/registry.ts";
import { checkCount, checkRate, timeAndFeatures } from "./checks.ts";
import type { LayerSpec } from "./layer.ts";
import { projectedAttention } from "./projected-attention.ts";

export interface MultiHeadAttentionOptions {
  /** How many attentions run side by side, each with projections of its own. */
  readonly numHeads: number;
  /** Depth of queries and keys in each head. */
  readonly keyDim: number;
  /** Depth of values in each head. Default: keyDim. */
  readonly valueDim?: number;
  /** Share of the attention weights dropped while training. Default: 0. */
  readonly dropout?: number;
  /** Default: true. */
  readonly useBias?: boolean;
  /** No step sees later ones. Default: false. */
  readonly useCausalMask?: boolean;
  /** Of all four kernels. Default: glorotUniform. */
  readonly kernelInitializer?: InitializerOption;
  /** Default: zeros. */
  readonly biasInitializer?: InitializerOption;
}

/**
 * Self-attention with several heads (Vaswani et al. 2017, arXiv:1706.03762, section 3.2): every step asks all steps, and gets their values in
 * proportion to how well their keys answer. For each head
 *
 *   q = x·Wq + bq,  k = x·Wk + bk,  v = x·Wv + bv
 *   head = softmax(q·kᵀ/√keyDim)·v          steps that the mask skips are not seen
 *   y = (all heads side by side)·Wo + bo
 *
 * [batch, time, features] → the same; keeps the mask. At steps that are padding themselves y is as of any other step: later layers skip them. An
 * example of padding alone gives bo everywhere.
 * Weights query.kernel and key.kernel [features, numHeads, keyDim], value.kernel [features, numHeads, valueDim], attentionOutput.kernel
 * [numHeads, valueDim, features], and biases. Definition and defaults: Keras 3, MultiHeadAttention, called with one sequence; useCausalMask is an
 * option here rather than of the call.
 */
export function multiHeadAttention(
  given: MultiHeadAttentionOptions,
): LayerSpec<"multiHeadAttention", Required<MultiHeadAttentionOptions>> {
  const options: Required<MultiHeadAttentionOptions> = {
    valueDim: given.keyDim,
    dropout: 0,
    useBias: true,
    useCausalMask: false,
    kernelInitializer: "glorotUniform",
    biasInitializer: "zeros",
    ...given,
  };
  const { useCausalMask: causal } = options;
  checkCount("multiHeadAttention", "numHeads", options.numHeads);
  checkCount("multiHeadAttention", "keyDim", options.keyDim);
  checkCount("multiHeadAttention", "valueDim", options.valueDim);
  checkRate("multiHeadAttention", "dropout", options.dropout);
  return {
    kind: "multiHeadAttention",
    options,
    build(input, weight) {
      const { features } = timeAndFeatures("multiHeadAttention", input);
      const attention = projectedAttention(
        { ...options, fans: "tensor" },
        { features, valueFeatures: features },
        weight,
      );
      return {
        output: input,
        call: ({ value, mask }, context) => ({
          value: attention.call(value, value, { keyMask: mask, causal }, context),
          mask,
        }),
      };
    },
  };
}

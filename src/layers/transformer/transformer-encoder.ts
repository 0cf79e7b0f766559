import { checkOptions } from "../../tensor/options.ts";
import type { InitializerOption } from "../../initializers/registry.ts";
import { checkLayerActivation, type LayerActivation } from "../activation.ts";
import { checkCount, checkRate, timeAndFeatures } from "../shared/checks.ts";
import { encoderBlock } from "./shared/encoder-block.ts";
import type { LayerSpec } from "../layer.ts";
import { showValue } from "../../tensor/show-value.ts";

export interface TransformerEncoderOptions {
  /** Size of the hidden layer of the feed-forward part. */
  readonly intermediateDim: number;
  /** Heads of the attention; each has depth ⌊features / numHeads⌋. */
  readonly numHeads: number;
  /** Share dropped while training, of the attention weights and of what each part adds. Default: 0. */
  readonly dropout?: number;
  /** Between the two products of the feed-forward part. Default: relu. */
  readonly activation?: LayerActivation;
  /**
   * Normalize what each part reads (pre-norm), rather than the sum that it makes (post-norm, as in the paper). Default:
   * false.
   */
  readonly normalizeFirst?: boolean;
  /** Added to the variance in both normalizations. Default: 0.00001. */
  readonly layerNormEpsilon?: number;
  /** Default: glorotUniform. */
  readonly kernelInitializer?: InitializerOption;
  /** Default: zeros. */
  readonly biasInitializer?: InitializerOption;
}

/**
 * One layer of a Transformer's encoder (Vaswani et al. 2017, arXiv:1706.03762, section 3.1): self-attention and then a
 * feed-forward network of each step by itself, each added to what it read.
 *
 *   post-norm (default)             x ← norm(x + drop(attention(x)))     y = norm(x + drop(feedforward(x)))
 *   pre-norm (normalizeFirst)       x ← x + drop(attention(norm(x)))     y = x + drop(feedforward(norm(x)))
 *   feedforward(x) = f(x·W1 + b1)·W2 + b2
 *
 * Attention as in multiHeadAttention, with dropout of its weights. [batch, time, features] → the same; keeps the mask.
 * Weights selfAttention.… as of multiHeadAttention, selfAttentionLayerNorm.gamma and .beta,
 * feedforwardIntermediateDense.kernel
 * [features, intermediateDim] and .bias, feedforwardOutputDense.kernel [intermediateDim, features] and .bias,
 * feedforwardLayerNorm.gamma and .beta. Definition and defaults: KerasHub, TransformerEncoder. PyTorch's
 * TransformerEncoderLayer drops inside the feed-forward part too.
 */
export function transformerEncoder(
  options: TransformerEncoderOptions,
): LayerSpec<"transformerEncoder", Required<TransformerEncoderOptions>> {
  checkOptions("transformerEncoder", options, {
    intermediateDim: true,
    numHeads: true,
    dropout: true,
    activation: true,
    normalizeFirst: true,
    layerNormEpsilon: true,
    kernelInitializer: true,
    biasInitializer: true,
  });
  const config: Required<TransformerEncoderOptions> = {
    dropout: 0,
    activation: "relu",
    normalizeFirst: false,
    layerNormEpsilon: 1e-5,
    kernelInitializer: "glorotUniform",
    biasInitializer: "zeros",
    ...options,
  };
  checkCount("transformerEncoder", "intermediateDim", config.intermediateDim);
  checkCount("transformerEncoder", "numHeads", config.numHeads);
  checkRate("transformerEncoder", "dropout", config.dropout);
  checkLayerActivation("transformerEncoder", config.activation);
  if (!(config.layerNormEpsilon > 0))
    throw new RangeError(
      `transformerEncoder: layerNormEpsilon must be above 0, got ${showValue(config.layerNormEpsilon)}`,
    );
  return {
    kind: "transformerEncoder",
    options: config,
    build(input, weight) {
      const { features } = timeAndFeatures("transformerEncoder", input);
      const { numHeads, dropout } = config;
      const depth = Math.floor(features / numHeads);
      if (depth === 0) {
        throw new RangeError(
          `transformerEncoder: numHeads must be at most the number of features, got ${showValue(numHeads)} heads ` +
            `for ${features} features`,
        );
      }
      const block = encoderBlock(
        {
          ...config,
          keyDim: depth,
          valueDim: depth,
          attentionDropout: dropout,
          activationDropout: 0,
          attentionFans: "tensor",
        },
        features,
        weight,
      );
      return {
        output: input,
        call: ({ value, mask }, context) => ({ value: block(value, mask, context), mask }),
      };
    },
  };
}

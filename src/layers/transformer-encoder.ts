import { initializerFrom, initializers, type InitializerOption } from "../initializers/registry.ts";
import { add } from "../ops/add.ts";
import { dropout as drop } from "../ops/dropout.ts";
import { layerNormalization } from "../ops/layer-normalization.ts";
import { linear } from "../ops/linear.ts";
import { fold } from "../tensor/random.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { applyActivation, checkLayerActivation, type LayerActivation } from "./activation.ts";
import { checkCount, checkRate, timeAndFeatures } from "./checks.ts";
import type { CallContext, LayerSpec, WeightMaker } from "./layer.ts";
import { projectedAttention } from "./projected-attention.ts";

export interface TransformerEncoderOptions {
  /** Numbers between the two products of the feed-forward part. */
  readonly intermediateDim: number;
  /** Heads of the attention; each has depth ⌊features / numHeads⌋. */
  readonly numHeads: number;
  /** Share dropped while training, of the attention weights and of what each part adds. Default: 0. */
  readonly dropout?: number;
  /** Between the two products of the feed-forward part. Default: relu. */
  readonly activation?: LayerActivation;
  /** Normalize what each part reads (pre-norm), rather than the sum that it makes (post-norm, as in the paper). Default: false. */
  readonly normalizeFirst?: boolean;
  /** Added to the variance in both normalizations. Default: 0.00001. */
  readonly layerNormEpsilon?: number;
  /** Default: glorotUniform. */
  readonly kernelInitializer?: InitializerOption;
  /** Default: zeros. */
  readonly biasInitializer?: InitializerOption;
}

/**
 * One layer of a Transformer's encoder (Vaswani et al. 2017, arXiv:1706.03762, section 3.1): self-attention and then a feed-forward network of
 * each step by itself, each added to what it read.
 *
 *   post-norm (default)             x ← norm(x + drop(attention(x)))     y = norm(x + drop(feedforward(x)))
 *   pre-norm (normalizeFirst)       x ← x + drop(attention(norm(x)))     y = x + drop(feedforward(norm(x)))
 *   feedforward(x) = f(x·W1 + b1)·W2 + b2
 *
 * Attention as in multiHeadAttention, with dropout of its weights. [batch, time, features] → the same; keeps the mask.
 * Weights selfAttention.… as of multiHeadAttention, selfAttentionLayerNorm.gamma and .beta, feedforwardIntermediateDense.kernel
 * [features, intermediateDim] and .bias, feedforwardOutputDense.kernel [intermediateDim, features] and .bias, feedforwardLayerNorm.gamma and .beta.
 * Definition and defaults: KerasHub, TransformerEncoder. PyTorch's TransformerEncoderLayer drops inside the feed-forward part too.
 */
export function transformerEncoder(
  given: TransformerEncoderOptions,
): LayerSpec<"transformerEncoder", Required<TransformerEncoderOptions>> {
  const options: Required<TransformerEncoderOptions> = {
    dropout: 0,
    activation: "relu",
    normalizeFirst: false,
    layerNormEpsilon: 1e-5,
    kernelInitializer: "glorotUniform",
    biasInitializer: "zeros",
    ...given,
  };
  checkCount("transformerEncoder", "intermediateDim", options.intermediateDim);
  checkCount("transformerEncoder", "numHeads", options.numHeads);
  checkRate("transformerEncoder", "dropout", options.dropout);
  checkLayerActivation("transformerEncoder", options.activation);
  if (!(options.layerNormEpsilon > 0))
    throw new RangeError(`transformerEncoder: layerNormEpsilon must be above 0, got ${options.layerNormEpsilon}`);
  const { normalizeFirst } = options;
  return {
    kind: "transformerEncoder",
    options,
    build(input, weight) {
      const { features } = timeAndFeatures("transformerEncoder", input);
      const attend = selfAttention(options, features, weight);
      const normalizeAttention = normalization(options, "selfAttentionLayerNorm", features, weight);
      const feedForward = feedForwardNetwork(options, features, weight);
      const normalizeFeedForward = normalization(options, "feedforwardLayerNorm", features, weight);
      return {
        output: input,
        call({ value, mask }, context) {
          const attended = residual(value, normalizeAttention, "attention", context, (x) =>
            attend(x, x, { keyMask: mask }, { ...context, key: fold(context.key, "weights") }),
          );
          return { value: residual(attended, normalizeFeedForward, "feedforward", context, feedForward), mask };
        },
      };
    },
  };

  /** A part added to what it read, with dropout and normalization where they belong. */
  function residual(
    x: Tensor,
    normalize: (x: Tensor) => Tensor,
    name: string,
    { training, key }: CallContext,
    part: (x: Tensor) => Tensor,
  ): Tensor {
    const made = part(normalizeFirst ? normalize(x) : x);
    const dropped = training && options.dropout > 0 ? drop(made, options.dropout, fold(key, name)) : made;
    const total = add(x, dropped);
    return normalizeFirst ? total : normalize(total);
  }
}

type Options = Required<TransformerEncoderOptions>;

function selfAttention(options: Options, features: number, weight: WeightMaker): ReturnType<typeof projectedAttention> {
  const { numHeads } = options;
  const depth = Math.floor(features / numHeads);
  if (depth === 0) {
    throw new RangeError(
      `transformerEncoder: numHeads must be at most the number of features, got ${numHeads} heads for ${features} features`,
    );
  }
  return projectedAttention(
    { ...options, keyDim: depth, valueDim: depth, useBias: true },
    { features, valueFeatures: features },
    (name, shape, initializer) => weight(`selfAttention.${name}`, shape, initializer),
  );
}

function normalization(
  { layerNormEpsilon }: Options,
  name: string,
  features: number,
  weight: WeightMaker,
): (x: Tensor) => Tensor {
  const gamma = weight(`${name}.gamma`, [features], initializers.ones());
  const beta = weight(`${name}.beta`, [features], initializers.zeros());
  return (x) => layerNormalization(x, gamma, beta, layerNormEpsilon);
}

function feedForwardNetwork(
  { intermediateDim, activation, kernelInitializer, biasInitializer }: Options,
  features: number,
  weight: WeightMaker,
): (x: Tensor) => Tensor {
  const dense = (name: string, inputs: number, outputs: number): ((x: Tensor) => Tensor) => {
    const kernel = weight(`${name}.kernel`, [inputs, outputs], initializerFrom(kernelInitializer));
    const bias = weight(`${name}.bias`, [outputs], initializerFrom(biasInitializer));
    return (x) => linear(x, kernel, bias);
  };
  const intermediate = dense("feedforwardIntermediateDense", features, intermediateDim);
  const output = dense("feedforwardOutputDense", intermediateDim, features);
  return (x) => output(applyActivation(intermediate(x), activation));
}

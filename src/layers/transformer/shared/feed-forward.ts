import { initializerFrom, type InitializerOption } from "../../../initializers/registry.ts";
import { linear } from "../../../ops/linear.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import { applyActivation, type LayerActivation } from "../../activation.ts";
import type { CallContext, WeightMaker } from "../../layer.ts";
import { dropped } from "./residual.ts";

export interface FeedForwardOptions {
  /** Size of the layer between the two products. */
  readonly intermediateDim: number;
  readonly activation: LayerActivation;
  /** Share of the values between the two products that is dropped while training. */
  readonly activationDropout: number;
  readonly kernelInitializer: InitializerOption;
  readonly biasInitializer: InitializerOption;
}

/**
 * The feed-forward part of a Transformer's layers (Vaswani et al. 2017, arXiv:1706.03762, equation 2), for each step by
 * itself: y = drop(f(x·W1 + b1))·W2 + b2, [..., features] → the same.
 * Weights feedforwardIntermediateDense.kernel [features, intermediateDim] and .bias, feedforwardOutputDense.kernel
 * [intermediateDim, features] and
 * .bias.
 */
export function feedForward(
  { intermediateDim, activation, activationDropout, kernelInitializer, biasInitializer }: FeedForwardOptions,
  features: number,
  weight: WeightMaker,
): (x: Tensor, context: CallContext) => Tensor {
  const dense = (name: string, inputs: number, outputs: number): ((x: Tensor) => Tensor) => {
    const kernel = weight(`${name}.kernel`, [inputs, outputs], initializerFrom(kernelInitializer));
    const bias = weight(`${name}.bias`, [outputs], initializerFrom(biasInitializer));
    return (x) => linear(x, kernel, bias);
  };
  const intermediate = dense("feedforwardIntermediateDense", features, intermediateDim);
  const output = dense("feedforwardOutputDense", intermediateDim, features);
  return (x, context) =>
    output(dropped(applyActivation(intermediate(x), activation), activationDropout, "activation", context));
}

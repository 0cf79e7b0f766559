import { checkOptions } from "../../tensor/options.ts";
import { initializerFrom, type InitializerOption } from "../../initializers/registry.ts";
import { add } from "../../ops/add.ts";
import { convolution } from "../../ops/convolution.ts";
import { linear } from "../../ops/linear.ts";
import { fold } from "../../tensor/random.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { applyActivation, checkLayerActivation, type LayerActivation } from "../activation.ts";
import { spatialDropout1d } from "../noise.ts";
import { checkCount, checkRate, refuseMask, timeAndFeatures } from "../shared/checks.ts";
import type { CallContext, LayerSpec } from "../layer.ts";

export interface TemporalBlockOptions {
  /** Features in the output. */
  readonly filters: number;
  /** Steps that one output of a convolution sees. */
  readonly kernelSize: number;
  /** Steps from one tap of the kernels to the next. Default: 1. */
  readonly dilationRate?: number;
  /** Share of the features dropped while training after each convolution, whole, for all steps. Default: 0. */
  readonly dropout?: number;
  /** After each convolution, and after the sum. Default: relu. */
  readonly activation?: LayerActivation;
  /** Default: glorotUniform. */
  readonly kernelInitializer?: InitializerOption;
  /** Default: zeros. */
  readonly biasInitializer?: InitializerOption;
}

/**
 * The residual block of a temporal convolutional network (Bai et al. 2018, arXiv:1803.01271, section 3.3): two dilated
 * causal convolutions beside the input, without the paper's weight normalization.
 *
 *   h = drop(f(conv1(x)))     y = f(drop(f(conv2(h))) + x)          x·Ws + bs for x where its features are not filters
 *
 * with conv1d's convolution of padding causal: a step sees itself and the 2 · (kernelSize − 1) · dilationRate steps
 * before it. [batch, time, features] → [batch, time, filters]; refuses a mask. Weights first.kernel [kernelSize,
 * features, filters], second.kernel [kernelSize, filters, filters], skip.kernel Ws [features, filters], each with its
 * .bias [filters].
 */
export function temporalBlock(given: TemporalBlockOptions): LayerSpec<"temporalBlock", Required<TemporalBlockOptions>> {
  checkOptions("temporalBlock", given, {
    filters: true,
    kernelSize: true,
    dilationRate: true,
    dropout: true,
    activation: true,
    kernelInitializer: true,
    biasInitializer: true,
  });
  const options: Required<TemporalBlockOptions> = {
    dilationRate: 1,
    dropout: 0,
    activation: "relu",
    kernelInitializer: "glorotUniform",
    biasInitializer: "zeros",
    ...given,
  };
  const { filters, kernelSize, dilationRate: dilation, dropout, activation } = options;
  checkCount("temporalBlock", "filters", filters);
  checkCount("temporalBlock", "kernelSize", kernelSize);
  checkCount("temporalBlock", "dilationRate", dilation);
  checkRate("temporalBlock", "dropout", dropout);
  checkLayerActivation("temporalBlock", activation);
  const kernels = initializerFrom(options.kernelInitializer);
  const biases = initializerFrom(options.biasInitializer);
  return {
    kind: "temporalBlock",
    options,
    build(input, weight) {
      const { time, features } = timeAndFeatures("temporalBlock", input);
      const drop = spatialDropout1d({ rate: dropout }).build([time, filters], weight);
      const step = (name: string, from: number): ((x: Tensor, context: CallContext) => Tensor) => {
        const kernel = weight(`${name}.kernel`, [kernelSize, from, filters], kernels);
        const bias = weight(`${name}.bias`, [filters], biases);
        return (x, context) => {
          const y = applyActivation(convolution(x, kernel, bias, { dilation, padding: "causal" }), activation);
          return drop.call({ value: y, mask: null }, { ...context, key: fold(context.key, name) }).value;
        };
      };
      const first = step("first", features);
      const second = step("second", filters);
      const skip =
        features === filters
          ? null
          : {
              kernel: weight("skip.kernel", [features, filters], kernels),
              bias: weight("skip.bias", [filters], biases),
            };
      return {
        output: [time, filters],
        call({ value: x, mask }, context) {
          refuseMask("temporalBlock", mask);
          const beside = skip === null ? x : linear(x, skip.kernel, skip.bias);
          const sum = add(second(first(x, context), context), beside);
          return { value: applyActivation(sum, activation), mask: null };
        },
      };
    },
  };
}

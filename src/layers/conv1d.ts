import { checkOptions } from "../tensor/options.ts";
import { initializerFrom, type InitializerOption } from "../initializers/registry.ts";
import { concatenate } from "../ops/concatenate.ts";
import { convolution } from "../ops/convolution.ts";
import { slice } from "../ops/slice.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { activityPenalty } from "./shared/activity-penalty.ts";
import { applyActivation, checkLayerActivation, type LayerActivation } from "./activation.ts";
import { timeWindows } from "../ops/shared/time-windows.ts";
import { checkCount, checkName, refuseMask, timeAndFeatures } from "./shared/checks.ts";
import type { LayerSpec } from "./layer.ts";
import { kernelAndBiasDefaults, weightOptions, type KernelAndBiasOptions } from "./shared/weight-options.ts";

export interface Conv1dOptions extends KernelAndBiasOptions {
  /** Features in the output. */
  readonly filters: number;
  /** Steps that one output sees. */
  readonly kernelSize: number;
  /** Steps from one output to the next. Default: 1. */
  readonly strides?: number;
  /**
   * valid: no zeros; same: as many outputs as steps / strides; causal: likewise, seeing only the past. Default: valid.
   */
  readonly padding?: "valid" | "same" | "causal";
  /** Steps from one tap of the kernel to the next. Default: 1. */
  readonly dilationRate?: number;
  /**
   * The features are split into this number of groups of one size, and each has filters / groups filters of its own
   * that see it alone. Default: 1.
   */
  readonly groups?: number;
  /** Default: linear. */
  readonly activation?: LayerActivation;
  /** Default: true. */
  readonly useBias?: boolean;
  /** Default: glorotUniform. */
  readonly kernelInitializer?: InitializerOption;
  /** Default: zeros. */
  readonly biasInitializer?: InitializerOption;
}

/**
 * Convolution over time: the same small network at every step.
 *
 *   y[t] = f(Σ over k of x[t·strides + k·dilationRate − padding] · W[k] + b)
 *
 * [batch, time, features] → [batch, steps, filters]; refuses a mask.
 * Weights kernel W [kernelSize, features / groups, filters], bias b [filters]. Definition and defaults: Keras 3,
 * Conv1D.
 */
export function conv1d(options: Conv1dOptions): LayerSpec<"conv1d", Required<Conv1dOptions>> {
  checkOptions("conv1d", options, {
    ...kernelAndBiasDefaults,
    filters: true,
    kernelSize: true,
    strides: true,
    padding: true,
    dilationRate: true,
    groups: true,
    activation: true,
    useBias: true,
    kernelInitializer: true,
    biasInitializer: true,
  });
  const config: Required<Conv1dOptions> = {
    strides: 1,
    padding: "valid",
    dilationRate: 1,
    groups: 1,
    activation: "linear",
    useBias: true,
    kernelInitializer: "glorotUniform",
    biasInitializer: "zeros",
    ...kernelAndBiasDefaults,
    ...options,
  };
  const { filters, kernelSize, strides: stride, padding, dilationRate: dilation, groups, activation } = config;
  checkCount("conv1d", "filters", filters);
  checkCount("conv1d", "kernelSize", kernelSize);
  checkCount("conv1d", "strides", stride);
  checkCount("conv1d", "dilationRate", dilation);
  checkCount("conv1d", "groups", groups);
  if (filters % groups !== 0)
    throw new RangeError(`conv1d: groups must divide filters, got ${groups} groups and ${filters} filters`);
  checkName("conv1d", "padding", padding, ["valid", "same", "causal"]);
  checkLayerActivation("conv1d", activation);
  const penalize = activityPenalty(config.activityRegularizer);
  return {
    kind: "conv1d",
    options: config,
    build(input, weight) {
      const { time, features } = timeAndFeatures("conv1d", input);
      if (features % groups !== 0) {
        throw new TypeError(
          `conv1d: groups must divide the features of the input, got ${groups} groups and ${features} features`,
        );
      }
      const steps =
        time === null ? null : timeWindows("conv1d", time, (kernelSize - 1) * dilation + 1, stride, padding).outputTime;
      const kernel = weight(
        "kernel",
        [kernelSize, features / groups, filters],
        initializerFrom(config.kernelInitializer),
        weightOptions(config.kernelRegularizer, config.kernelConstraint),
      );
      const ofBias = weightOptions(config.biasRegularizer, config.biasConstraint);
      const bias = config.useBias ? weight("bias", [filters], initializerFrom(config.biasInitializer), ofBias) : null;
      return {
        output: [steps, filters],
        call({ value, mask }, context) {
          refuseMask("conv1d", mask);
          const convolved = grouped(groups, value, kernel, bias, (x, w, b) =>
            convolution(x, w, b, { stride, dilation, padding }),
          );
          const y = applyActivation(convolved, activation);
          penalize([y], context);
          return { value: y, mask: null };
        },
      };
    },
  };
}

/** A convolution of each part of the features with its part of the filters, side by side. */
function grouped(
  groups: number,
  x: Tensor,
  kernel: Tensor,
  bias: Tensor | null,
  convolve: (x: Tensor, kernel: Tensor, bias: Tensor | null) => Tensor,
): Tensor {
  if (groups === 1) return convolve(x, kernel, bias);
  const part = (tensor: Tensor, group: number): Tensor => {
    const width = tensor.shape[tensor.shape.length - 1] / groups;
    return slice(tensor, group * width, width);
  };
  return concatenate(
    Array.from({ length: groups }, (_, group) =>
      convolve(part(x, group), part(kernel, group), bias === null ? null : part(bias, group)),
    ),
  );
}

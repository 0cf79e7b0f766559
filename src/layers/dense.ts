import { checkOptions } from "../tensor/options.ts";
import { initializerFrom, type InitializerOption } from "../initializers/registry.ts";
import { linear } from "../ops/linear.ts";
import { activityPenalty } from "./shared/activity-penalty.ts";
import { applyActivation, checkLayerActivation, type LayerActivation } from "./activation.ts";
import { checkCount, lastAxis } from "./shared/checks.ts";
import type { LayerSpec } from "./layer.ts";
import { kernelAndBiasDefaults, weightOptions, type KernelAndBiasOptions } from "./shared/weight-options.ts";

export interface DenseOptions extends KernelAndBiasOptions {
  /** Size of the last axis of the output. */
  readonly units: number;
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
 * Fully connected layer: y = f(x·W + b), along the last axis.
 *
 * [batch, ..., inputs] → [batch, ..., units]; keeps the mask.
 * Weights kernel W [inputs, units], bias b [units]. Definition and defaults: Keras 3, Dense.
 */
export function dense(options: DenseOptions): LayerSpec<"dense", Required<DenseOptions>> {
  checkOptions("dense", options, {
    ...kernelAndBiasDefaults,
    units: true,
    activation: true,
    useBias: true,
    kernelInitializer: true,
    biasInitializer: true,
  });
  const config: Required<DenseOptions> = {
    activation: "linear",
    useBias: true,
    kernelInitializer: "glorotUniform",
    biasInitializer: "zeros",
    ...kernelAndBiasDefaults,
    ...options,
  };
  const { units, useBias } = config;
  checkCount("dense", "units", units);
  checkLayerActivation("dense", config.activation);
  const penalize = activityPenalty(config.activityRegularizer);
  return {
    kind: "dense",
    options: config,
    build(input, weight) {
      const inputs = lastAxis("dense", input);
      const ofKernel = weightOptions(config.kernelRegularizer, config.kernelConstraint);
      const kernel = weight("kernel", [inputs, units], initializerFrom(config.kernelInitializer), ofKernel);
      const ofBias = weightOptions(config.biasRegularizer, config.biasConstraint);
      const bias = useBias ? weight("bias", [units], initializerFrom(config.biasInitializer), ofBias) : null;
      return {
        output: [...input.slice(0, -1), units],
        call({ value, mask }, context) {
          const y = applyActivation(linear(value, kernel, bias), config.activation);
          penalize([y], context);
          return { value: y, mask };
        },
      };
    },
  };
}

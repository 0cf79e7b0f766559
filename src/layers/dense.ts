import { initializerFrom, type InitializerOption } from "../initializers/registry.ts";
import { linear } from "../ops/linear.ts";
import { applyActivation, checkLayerActivation, type LayerActivation } from "./activation.ts";
import { checkCount, lastAxis } from "./checks.ts";
import type { LayerSpec } from "./layer.ts";

export interface DenseOptions {
  /** Numbers in the output. */
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
export function dense(given: DenseOptions): LayerSpec<"dense", Required<DenseOptions>> {
  const options: Required<DenseOptions> = {
    activation: "linear",
    useBias: true,
    kernelInitializer: "glorotUniform",
    biasInitializer: "zeros",
    ...given,
  };
  const { units, useBias } = options;
  checkCount("dense", "units", units);
  checkLayerActivation("dense", options.activation);
  return {
    kind: "dense",
    options,
    build(input, weight) {
      const inputs = lastAxis("dense", input);
      const kernel = weight("kernel", [inputs, units], initializerFrom(options.kernelInitializer));
      const bias = useBias ? weight("bias", [units], initializerFrom(options.biasInitializer)) : null;
      return {
        output: [...input.slice(0, -1), units],
        call: ({ value, mask }) => ({ value: applyActivation(linear(value, kernel, bias), options.activation), mask }),
      };
    },
  };
}

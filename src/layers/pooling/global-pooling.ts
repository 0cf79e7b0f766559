import { checkOptions } from "../../tensor/options.ts";
import { globalMaxPooling } from "../../ops/global-max-pooling.ts";
import { reshape } from "../../ops/reshape.ts";
import { meanOverTime } from "../../ops/mean-over-time.ts";
import { refuseMask, timeAndFeatures } from "../shared/checks.ts";
import { showValue } from "../../tensor/show-value.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { ExampleShape, LayerSpec } from "../layer.ts";

export interface GlobalPoolingOptions {
  /** Keep the time axis, of length 1: [batch, 1, features]. Default: false. */
  readonly keepdims?: boolean;
}

/**
 * The largest value over time, of each feature: [batch, time, features] → [batch, features]. No weights; refuses a
 * mask.
 */
export function globalMaxPooling1d(
  options: GlobalPoolingOptions = {},
): LayerSpec<"globalMaxPooling1d", Required<GlobalPoolingOptions>> {
  const config = optionsOf("globalMaxPooling1d", options);
  return {
    kind: "globalMaxPooling1d",
    options: config,
    build(input) {
      const { features } = timeAndFeatures("globalMaxPooling1d", input);
      return {
        output: outputOf(features, config),
        call({ value, mask }) {
          refuseMask("globalMaxPooling1d", mask);
          return { value: shaped(globalMaxPooling(value), config), mask: null };
        },
      };
    },
  };
}

/**
 * The mean over time, of each feature: [batch, time, features] → [batch, features]. With a mask, over the steps it
 * keeps; zeros where it keeps none. No weights.
 */
export function globalAveragePooling1d(
  options: GlobalPoolingOptions = {},
): LayerSpec<"globalAveragePooling1d", Required<GlobalPoolingOptions>> {
  const config = optionsOf("globalAveragePooling1d", options);
  return {
    kind: "globalAveragePooling1d",
    options: config,
    build(input) {
      const { features } = timeAndFeatures("globalAveragePooling1d", input);
      return {
        output: outputOf(features, config),
        call: ({ value, mask }) => ({ value: shaped(meanOverTime(value, mask), config), mask: null }),
      };
    },
  };
}

function optionsOf(layer: string, options: GlobalPoolingOptions): Required<GlobalPoolingOptions> {
  checkOptions(layer, options, { keepdims: true });
  const { keepdims = false } = options;
  if (typeof keepdims !== "boolean")
    throw new TypeError(`${layer}: keepdims must be true or false, got ${showValue(keepdims)}`);
  return { keepdims };
}

function outputOf(features: number, { keepdims }: Required<GlobalPoolingOptions>): ExampleShape {
  return keepdims ? [1, features] : [features];
}

/** [batch, features], with keepdims [batch, 1, features]. */
function shaped(y: Tensor, { keepdims }: Required<GlobalPoolingOptions>): Tensor {
  return keepdims ? reshape(y, [y.shape[0], 1, y.shape[1]]) : y;
}

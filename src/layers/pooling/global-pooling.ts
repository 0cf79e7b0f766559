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
  given: GlobalPoolingOptions = {},
): LayerSpec<"globalMaxPooling1d", Required<GlobalPoolingOptions>> {
  const options = optionsOf("globalMaxPooling1d", given);
  return {
    kind: "globalMaxPooling1d",
    options,
    build(input) {
      const { features } = timeAndFeatures("globalMaxPooling1d", input);
      return {
        output: outputOf(features, options),
        call({ value, mask }) {
          refuseMask("globalMaxPooling1d", mask);
          return { value: shaped(globalMaxPooling(value), options), mask: null };
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
  given: GlobalPoolingOptions = {},
): LayerSpec<"globalAveragePooling1d", Required<GlobalPoolingOptions>> {
  const options = optionsOf("globalAveragePooling1d", given);
  return {
    kind: "globalAveragePooling1d",
    options,
    build(input) {
      const { features } = timeAndFeatures("globalAveragePooling1d", input);
      return {
        output: outputOf(features, options),
        call: ({ value, mask }) => ({ value: shaped(meanOverTime(value, mask), options), mask: null }),
      };
    },
  };
}

function optionsOf(layer: string, given: GlobalPoolingOptions): Required<GlobalPoolingOptions> {
  checkOptions(layer, given, { keepdims: true });
  const { keepdims = false } = given;
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

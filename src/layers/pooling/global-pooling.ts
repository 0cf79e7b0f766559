import { checkOptions, type NoOptions } from "../../tensor/options.ts";
import { globalMaxPooling } from "../../ops/global-max-pooling.ts";
import { meanOverTime } from "../../ops/mean-over-time.ts";
import { refuseMask, timeAndFeatures } from "../shared/checks.ts";
import type { LayerSpec } from "../layer.ts";

/**
 * The largest value over time, of each feature: [batch, time, features] → [batch, features]. No weights; refuses a
 * mask.
 */
export function globalMaxPooling1d(options: NoOptions = {}): LayerSpec<"globalMaxPooling1d", object> {
  checkOptions("globalMaxPooling1d", options, {});
  return {
    kind: "globalMaxPooling1d",
    options: {},
    build(input) {
      const { features } = timeAndFeatures("globalMaxPooling1d", input);
      return {
        output: [features],
        call({ value, mask }) {
          refuseMask("globalMaxPooling1d", mask);
          return { value: globalMaxPooling(value), mask: null };
        },
      };
    },
  };
}

/**
 * The mean over time, of each feature: [batch, time, features] → [batch, features]. With a mask, over the steps it
 * keeps; zeros where it keeps none. No weights.
 */
export function globalAveragePooling1d(options: NoOptions = {}): LayerSpec<"globalAveragePooling1d", object> {
  checkOptions("globalAveragePooling1d", options, {});
  return {
    kind: "globalAveragePooling1d",
    options: {},
    build(input) {
      const { features } = timeAndFeatures("globalAveragePooling1d", input);
      return { output: [features], call: ({ value, mask }) => ({ value: meanOverTime(value, mask), mask: null }) };
    },
  };
}

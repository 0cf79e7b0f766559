import { checkOptions } from "../../tensor/options.ts";
import { maxPooling } from "../../ops/max-pooling.ts";
import { timeWindows } from "../../ops/shared/time-windows.ts";
import { checkCount, checkName, refuseMask, timeAndFeatures } from "../shared/checks.ts";
import type { LayerSpec } from "../layer.ts";

export interface MaxPooling1dOptions {
  /** Steps that become one. Default: 2. */
  readonly poolSize?: number;
  /** Steps from one output to the next. Default: poolSize. */
  readonly strides?: number;
  /** valid drops the steps left over at the end; same pools them too. Default: valid. */
  readonly padding?: "valid" | "same";
}

/**
 * The largest of every poolSize steps, of each feature: [batch, time, features] → [batch, steps, features]. No weights;
 * refuses a mask. Definition and defaults: Keras 3, MaxPooling1D.
 */
export function maxPooling1d(
  options: MaxPooling1dOptions = {},
): LayerSpec<"maxPooling1d", Required<MaxPooling1dOptions>> {
  checkOptions("maxPooling1d", options, { poolSize: true, strides: true, padding: true });
  const poolSize = options.poolSize ?? 2;
  const config: Required<MaxPooling1dOptions> = { poolSize, strides: poolSize, padding: "valid", ...options };
  const { strides, padding } = config;
  checkCount("maxPooling1d", "poolSize", poolSize);
  checkCount("maxPooling1d", "strides", strides);
  checkName("maxPooling1d", "padding", padding, ["valid", "same"]);
  return {
    kind: "maxPooling1d",
    options: config,
    build(input) {
      const { time, features } = timeAndFeatures("maxPooling1d", input);
      return {
        output: [
          time === null ? null : timeWindows("maxPooling1d", time, poolSize, strides, padding).outputTime,
          features,
        ],
        call({ value, mask }) {
          refuseMask("maxPooling1d", mask);
          return { value: maxPooling(value, { pool: poolSize, stride: strides, padding }), mask: null };
        },
      };
    },
  };
}

import { checkOptions } from "../../tensor/options.ts";
import { averagePooling } from "../../ops/average-pooling.ts";
import { timeWindows } from "../../ops/shared/time-windows.ts";
import { checkCount, checkName, refuseMask, timeAndFeatures } from "../shared/checks.ts";
import type { LayerSpec } from "../layer.ts";

export interface AveragePooling1dOptions {
  /** Steps that become one. Default: 2. */
  readonly poolSize?: number;
  /** Steps from one output to the next. Default: poolSize. */
  readonly strides?: number;
  /** valid drops the steps left over at the end; same pools them too, over the steps that there are. Default: valid. */
  readonly padding?: "valid" | "same";
}

/**
 * The mean of every poolSize steps, of each feature: [batch, time, features] → [batch, steps, features]. No weights;
 * refuses a mask. Definition and defaults: Keras 3, AveragePooling1D.
 */
export function averagePooling1d(
  options: AveragePooling1dOptions = {},
): LayerSpec<"averagePooling1d", Required<AveragePooling1dOptions>> {
  checkOptions("averagePooling1d", options, { poolSize: true, strides: true, padding: true });
  const poolSize = options.poolSize ?? 2;
  const config: Required<AveragePooling1dOptions> = { poolSize, strides: poolSize, padding: "valid", ...options };
  const { strides, padding } = config;
  checkCount("averagePooling1d", "poolSize", poolSize);
  checkCount("averagePooling1d", "strides", strides);
  checkName("averagePooling1d", "padding", padding, ["valid", "same"]);
  return {
    kind: "averagePooling1d",
    options: config,
    build(input) {
      const { time, features } = timeAndFeatures("averagePooling1d", input);
      const steps = time === null ? null : timeWindows("averagePooling1d", time, poolSize, strides, padding).outputTime;
      return {
        output: [steps, features],
        call({ value, mask }) {
          refuseMask("averagePooling1d", mask);
          return { value: averagePooling(value, { pool: poolSize, stride: strides, padding }), mask: null };
        },
      };
    },
  };
}

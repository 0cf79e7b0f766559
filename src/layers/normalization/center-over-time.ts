import { checkOptions, type NoOptions } from "../../tensor/options.ts";
import { centerOverTime as center } from "../../ops/center-over-time.ts";
import { refuseMask, timeAndFeatures } from "../shared/checks.ts";
import type { LayerSpec } from "../layer.ts";

/**
 * Each feature of an example less its mean over time: [batch, time, features] → the same. No weights; refuses a mask.
 *
 * A model behind it sees how a window departs from its own level, and so still understands one from a season whose
 * level it never met. The mean's half of instance normalization for forecasts: Kim et al. 2022, "Reversible Instance
 * Normalization", equation 1, without the deviation.
 */
export function centerOverTime(options: NoOptions = {}): LayerSpec<"centerOverTime", object> {
  checkOptions("centerOverTime", options, {});
  return {
    kind: "centerOverTime",
    options: {},
    build(input) {
      timeAndFeatures("centerOverTime", input);
      return {
        output: input,
        call({ value, mask }) {
          refuseMask("centerOverTime", mask);
          return { value: center(value), mask: null };
        },
      };
    },
  };
}

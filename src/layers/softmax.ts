import { checkOptions } from "../tensor/options.ts";
import { softmax as ofRows } from "../ops/softmax.ts";
import type { LayerSpec } from "./layer.ts";
import { checkAxis, normalizedAxes } from "./normalization/shared/normalized-axes.ts";
import { refuseMask } from "./shared/checks.ts";

export interface SoftmaxOptions {
  /**
   * The axis along which the values sum to 1, or several, rising; the batch counts as axis 0. Default: −1, the last.
   */
  readonly axis?: number | readonly number[];
}

/**
 * y = eˣ / Σ eˣ, the sum along an axis or over several together; the batch counts as axis 0. Any shape → the same;
 * keeps the mask, which it refuses where time is among the axes. No weights. Definition and default, the last axis:
 * Keras 3, Softmax; activation("softmax") is the same over the last axis.
 */
export function softmax(options: SoftmaxOptions = {}): LayerSpec<"softmax", Required<SoftmaxOptions>> {
  checkOptions("softmax", options, { axis: true });
  const config = { axis: -1, ...options };
  checkAxis("softmax", config.axis);
  return {
    kind: "softmax",
    options: config,
    build(input) {
      const axes = normalizedAxes("softmax", config.axis, input);
      return {
        output: input,
        call({ value, mask }) {
          if (axes.overTime) refuseMask("softmax over time", mask);
          return { value: axes.apply(value, ofRows), mask };
        },
      };
    },
  };
}

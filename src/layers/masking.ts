import { checkOptions } from "../tensor/options.ts";
import { maskRows } from "../ops/mask-rows.ts";
import { rowsDiffer } from "../ops/masks.ts";
import { timeAndFeatures } from "./shared/checks.ts";
import type { LayerSpec } from "./layer.ts";

export interface MaskingOptions {
  /** What all features of a step to be skipped are. Default: 0. */
  readonly maskValue?: number;
}

/**
 * Marks the steps whose features are all maskValue as padding: later layers skip them, and their values become zeros.
 * [batch, time, features] → the same, with the mask in place of any before. No weights. Definition and default: Keras
 * 3, Masking.
 */
export function masking(options: MaskingOptions = {}): LayerSpec<"masking", Required<MaskingOptions>> {
  checkOptions("masking", options, { maskValue: true });
  const config = { maskValue: 0, ...options };
  return {
    kind: "masking",
    options: config,
    build(input) {
      timeAndFeatures("masking", input);
      return {
        output: input,
        call({ value }) {
          const mask = rowsDiffer(value, config.maskValue);
          return { value: maskRows(value, mask), mask };
        },
      };
    },
  };
}

import { checkOptions } from "../tensor/options.ts";
import { initializers } from "../initializers/registry.ts";
import { rmsNormalization as normalize } from "../ops/rms-normalization.ts";
import { lastAxis } from "./checks.ts";
import type { LayerSpec } from "./layer.ts";
import { checkEpsilon } from "./normalization-options.ts";

export interface RmsNormalizationOptions {
  /** Added to the mean square. Default: 10⁻⁶. */
  readonly epsilon?: number;
}

/**
 * Brings each row of the last axis to mean square 1, then to a learned scale (Zhang & Sennrich 2019, arXiv:1910.07467, equation 4):
 *
 *   y = scale ∘ x / √(mean of x² + ε)
 *
 * [batch, ..., inputs] → the same; keeps the mask. Weight scale [inputs], from 1.
 * Definition and default: Keras 3, RMSNormalization, over its default axis −1. PyTorch's RMSNorm has the ε of its number type there, 1.2 · 10⁻⁷.
 */
export function rmsNormalization(
  given: RmsNormalizationOptions = {},
): LayerSpec<"rmsNormalization", Required<RmsNormalizationOptions>> {
  checkOptions("rmsNormalization", given, { epsilon: true });
  const options = { epsilon: 1e-6, ...given };
  checkEpsilon("rmsNormalization", options.epsilon);
  return {
    kind: "rmsNormalization",
    options,
    build(input, weight) {
      const scale = weight("scale", [lastAxis("rmsNormalization", input)], initializers.ones());
      return {
        output: input,
        call: ({ value, mask }) => ({ value: normalize(value, scale, options.epsilon), mask }),
      };
    },
  };
}

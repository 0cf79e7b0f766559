import { checkOptions } from "../tensor/options.ts";
import { layerNormalization as normalize } from "../ops/layer-normalization.ts";
import { lastAxis } from "./checks.ts";
import type { LayerSpec } from "./layer.ts";
import {
  checkEpsilon,
  scaleAndOffset,
  scaleAndOffsetDefaults,
  type ScaleAndOffsetOptions,
} from "./normalization-options.ts";

export type LayerNormalizationOptions = ScaleAndOffsetOptions;

/**
 * Brings each row of the last axis to mean 0 and variance 1, then to a learned scale and offset (Ba et al. 2016, arXiv:1607.06450):
 *
 *   y = γ ∘ (x − mean) / √(variance + ε) + β        the variance divided by the number of features
 *
 * [batch, ..., inputs] → the same; keeps the mask. Weights gamma [inputs], from 1, and beta [inputs], from 0.
 * Definition and default: Keras 3, LayerNormalization, over its default axis −1.
 */
export function layerNormalization(
  given: LayerNormalizationOptions = {},
): LayerSpec<"layerNormalization", Required<LayerNormalizationOptions>> {
  checkOptions("layerNormalization", given, { ...scaleAndOffsetDefaults });
  const options: Required<LayerNormalizationOptions> = { ...scaleAndOffsetDefaults, ...given };
  checkEpsilon("layerNormalization", options.epsilon);
  return {
    kind: "layerNormalization",
    options,
    build(input, weight) {
      const { gamma, beta } = scaleAndOffset(options, lastAxis("layerNormalization", input), weight);
      return {
        output: input,
        call: ({ value, mask }) => ({ value: normalize(value, gamma, beta, options.epsilon), mask }),
      };
    },
  };
}

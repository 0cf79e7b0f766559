import { initializers } from "../initializers/registry.ts";
import { layerNormalization as normalize } from "../ops/layer-normalization.ts";
import { lastAxis } from "./checks.ts";
import type { LayerSpec } from "./layer.ts";

export interface LayerNormalizationOptions {
  /** Added to the variance. Default: 0.001. */
  readonly epsilon?: number;
}

/**
 * Brings each row of the last axis to mean 0 and variance 1, then to a learned scale and offset (Ba et al. 2016, arXiv:1607.06450):
 *
 *   y = γ ∘ (x − mean) / √(variance + ε) + β
 *
 * [batch, ..., inputs] → the same; keeps the mask. Weights gamma [inputs], from 1, and beta [inputs], from 0.
 * Definition and default: Keras 3, LayerNormalization.
 */
export function layerNormalization(
  given: LayerNormalizationOptions = {},
): LayerSpec<"layerNormalization", Required<LayerNormalizationOptions>> {
  const options = { epsilon: 1e-3, ...given };
  if (!(options.epsilon > 0))
    throw new RangeError(`layerNormalization: epsilon must be above 0, got ${options.epsilon}`);
  return {
    kind: "layerNormalization",
    options,
    build(input, weight) {
      const inputs = lastAxis("layerNormalization", input);
      const gamma = weight("gamma", [inputs], initializers.ones());
      const beta = weight("beta", [inputs], initializers.zeros());
      return {
        output: input,
        call: ({ value, mask }) => ({ value: normalize(value, gamma, beta, options.epsilon), mask }),
      };
    },
  };
}

import { checkOptions } from "../../tensor/options.ts";
import { layerNormalization as normalize } from "../../ops/layer-normalization.ts";
import { reshape } from "../../ops/reshape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { refuseMask } from "../shared/checks.ts";
import type { LayerSpec } from "../layer.ts";
import { checkAxis, normalizedAxes, type AxisOptions } from "./shared/normalized-axes.ts";
import {
  checkEpsilon,
  scaleAndOffset,
  scaleAndOffsetDefaults,
  type ScaleAndOffsetOptions,
} from "./shared/normalization-options.ts";

export interface LayerNormalizationOptions extends ScaleAndOffsetOptions, AxisOptions {}

/**
 * Brings each row of the last axis, or of the axes in `axis`, to mean 0 and variance 1, then to a learned scale and
 * offset (Ba et al. 2016, arXiv:1607.06450):
 *
 *   y = γ ∘ (x − mean) / √(variance + ε) + β        the variance divided by the number of elements
 *
 * [batch, ..., inputs] → the same; keeps the mask, which it refuses where time is among the axes. Weights gamma, from
 * 1, and beta, from 0, of the lengths of the axes, [inputs]. Definition and defaults: Keras 3, LayerNormalization.
 */
export function layerNormalization(
  options: LayerNormalizationOptions = {},
): LayerSpec<"layerNormalization", Required<LayerNormalizationOptions>> {
  checkOptions("layerNormalization", options, { axis: true, ...scaleAndOffsetDefaults });
  const config: Required<LayerNormalizationOptions> = { axis: -1, ...scaleAndOffsetDefaults, ...options };
  checkAxis("layerNormalization", config.axis);
  checkEpsilon("layerNormalization", config.epsilon);
  return {
    kind: "layerNormalization",
    options: config,
    build(input, weight) {
      const axes = normalizedAxes("layerNormalization", config.axis, input);
      const { gamma, beta } = scaleAndOffset(config, axes.lengths, weight);
      return {
        output: input,
        call({ value, mask }) {
          if (axes.overTime) refuseMask("layerNormalization over time", mask);
          return {
            value: axes.apply(value, (rows) => normalize(rows, flat(gamma), flat(beta), config.epsilon)),
            mask,
          };
        },
      };
    },
  };
}

function flat(weight: Tensor | null): Tensor | null {
  return weight === null ? null : reshape(weight, [weight.size]);
}

import { checkOptions } from "../../tensor/options.ts";
import { initializers } from "../../initializers/registry.ts";
import { reshape } from "../../ops/reshape.ts";
import { rmsNormalization as normalize } from "../../ops/rms-normalization.ts";
import { refuseMask } from "../shared/checks.ts";
import type { LayerSpec } from "../layer.ts";
import { checkAxis, normalizedAxes, type AxisOptions } from "./shared/normalized-axes.ts";
import { checkEpsilon } from "./shared/normalization-options.ts";

export interface RmsNormalizationOptions extends AxisOptions {
  /** Added to the mean square. Default: 10⁻⁶. */
  readonly epsilon?: number;
}

/**
 * Brings each row of the last axis, or of the axes in `axis`, to mean square 1, then to a learned scale (Zhang &
 * Sennrich 2019, arXiv:1910.07467, equation 4):
 *
 *   y = scale ∘ x / √(mean of x² + ε)
 *
 * [batch, ..., inputs] → the same; keeps the mask, which it refuses where time is among the axes. Weight scale, from 1,
 * of the lengths of the axes, [inputs]. Definition and defaults: Keras 3, RMSNormalization. PyTorch's RMSNorm has the ε
 * of its number type there, 1.2 · 10⁻⁷.
 */
export function rmsNormalization(
  options: RmsNormalizationOptions = {},
): LayerSpec<"rmsNormalization", Required<RmsNormalizationOptions>> {
  checkOptions("rmsNormalization", options, { axis: true, epsilon: true });
  const config: Required<RmsNormalizationOptions> = { axis: -1, epsilon: 1e-6, ...options };
  checkAxis("rmsNormalization", config.axis);
  checkEpsilon("rmsNormalization", config.epsilon);
  return {
    kind: "rmsNormalization",
    options: config,
    build(input, weight) {
      const axes = normalizedAxes("rmsNormalization", config.axis, input);
      const scale = weight("scale", axes.lengths, initializers.ones());
      return {
        output: input,
        call({ value, mask }) {
          if (axes.overTime) refuseMask("rmsNormalization over time", mask);
          const factor = reshape(scale, [scale.size]);
          return { value: axes.apply(value, (rows) => normalize(rows, factor, config.epsilon)), mask };
        },
      };
    },
  };
}

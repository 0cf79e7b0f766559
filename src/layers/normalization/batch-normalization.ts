import { checkOptions } from "../../tensor/options.ts";
import { initializerFrom, type InitializerOption } from "../../initializers/registry.ts";
import { batchNormalization as normalize, normalizeColumns } from "../../ops/batch-normalization.ts";
import { moveAverage } from "../../ops/shared/moving-average.ts";
import { refuseMask } from "../shared/checks.ts";
import type { LayerSpec } from "../layer.ts";
import { checkAxis, normalizedAxes } from "./shared/normalized-axes.ts";
import {
  checkEpsilon,
  scaleAndOffset,
  scaleAndOffsetDefaults,
  type ScaleAndOffsetOptions,
} from "./shared/normalization-options.ts";

export interface BatchNormalizationOptions extends ScaleAndOffsetOptions {
  /**
   * The axis whose elements each have a mean and variance of their own, the batch counting as axis 0: −1 is the last, 1
   * the first. Default: −1.
   */
  readonly axis?: number;
  /** How much of the moving mean and variance each batch leaves. Default: 0.99. */
  readonly momentum?: number;
  /** Default: zeros. */
  readonly movingMeanInitializer?: InitializerOption;
  /** Default: ones. */
  readonly movingVarianceInitializer?: InitializerOption;
}

/**
 * Brings each feature to mean 0 and variance 1 over the batch and all its steps, then to a learned scale and offset
 * (Ioffe & Szegedy 2015, arXiv:1502.03167):
 *
 *   y = γ ∘ (x − mean) / √(variance + ε) + β
 *
 * While training mean and variance (divided by the number of rows) are those of the batch, of the steps alone that a
 * mask keeps, and
 *
 *   movingMean ← momentum · movingMean + (1 − momentum) · mean        so too movingVariance
 *
 * Otherwise, and where the layer is frozen, they are the moving ones. [batch, ..., inputs] → the same; keeps the mask.
 * Weights gamma [inputs], from 1, beta [inputs], from 0, and movingMean and movingVariance [inputs], which no optimizer
 * changes. Definition and defaults: Keras 3, BatchNormalization, without renorm; over another axis than the last it
 * refuses a mask. PyTorch
 * divides the variance that it keeps by one row less, and its momentum is 1 less that of Keras.
 */
export function batchNormalization(
  options: BatchNormalizationOptions = {},
): LayerSpec<"batchNormalization", Required<BatchNormalizationOptions>> {
  checkOptions("batchNormalization", options, {
    ...scaleAndOffsetDefaults,
    axis: true,
    momentum: true,
    movingMeanInitializer: true,
    movingVarianceInitializer: true,
  });
  const config: Required<BatchNormalizationOptions> = {
    axis: -1,
    momentum: 0.99,
    ...scaleAndOffsetDefaults,
    movingMeanInitializer: "zeros",
    movingVarianceInitializer: "ones",
    ...options,
  };
  const { epsilon, momentum } = config;
  checkAxis("batchNormalization", config.axis);
  checkEpsilon("batchNormalization", epsilon);
  if (!(momentum >= 0 && momentum <= 1))
    throw new RangeError(`batchNormalization: momentum must be from 0 to 1, got ${momentum}`);
  return {
    kind: "batchNormalization",
    options: config,
    build(input, weight) {
      const axes = normalizedAxes("batchNormalization", config.axis, input);
      const [inputs] = axes.lengths;
      const affine = scaleAndOffset(config, [inputs], weight);
      const kept = { trainable: false };
      const mean = weight("movingMean", [inputs], initializerFrom(config.movingMeanInitializer), kept);
      const variance = weight("movingVariance", [inputs], initializerFrom(config.movingVarianceInitializer), kept);
      return {
        output: input,
        call({ value, mask }, { training, frozen = false }) {
          if (!axes.inPlace) refuseMask("batchNormalization over another axis than the last", mask);
          const normalized = axes.apply(value, (x) => {
            if (!training || frozen) return normalizeColumns(x, { mean, variance }, { ...affine, epsilon });
            const batch = normalize(x, { ...affine, epsilon, rowMask: mask });
            moveAverage(mean, batch.mean, momentum);
            moveAverage(variance, batch.variance, momentum);
            return batch.y;
          });
          return { value: normalized, mask };
        },
      };
    },
  };
}

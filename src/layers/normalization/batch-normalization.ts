import { checkOptions } from "../../tensor/options.ts";
import { initializerFrom, type InitializerOption } from "../../initializers/registry.ts";
import { batchNormalization as normalize, normalizeColumns } from "../../ops/batch-normalization.ts";
import { moveAverage } from "../../ops/shared/moving-average.ts";
import { lastAxis } from "../shared/checks.ts";
import type { LayerSpec } from "../layer.ts";
import {
  checkEpsilon,
  scaleAndOffset,
  scaleAndOffsetDefaults,
  type ScaleAndOffsetOptions,
} from "./shared/normalization-options.ts";

export interface BatchNormalizationOptions extends ScaleAndOffsetOptions {
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
 * changes. Definition and defaults: Keras 3, BatchNormalization, over its default axis −1, without renorm. PyTorch
 * divides the variance that it keeps by one row less, and its momentum is 1 less that of Keras.
 */
export function batchNormalization(
  given: BatchNormalizationOptions = {},
): LayerSpec<"batchNormalization", Required<BatchNormalizationOptions>> {
  checkOptions("batchNormalization", given, {
    ...scaleAndOffsetDefaults,
    momentum: true,
    movingMeanInitializer: true,
    movingVarianceInitializer: true,
  });
  const options: Required<BatchNormalizationOptions> = {
    momentum: 0.99,
    ...scaleAndOffsetDefaults,
    movingMeanInitializer: "zeros",
    movingVarianceInitializer: "ones",
    ...given,
  };
  const { epsilon, momentum } = options;
  checkEpsilon("batchNormalization", epsilon);
  if (!(momentum >= 0 && momentum <= 1))
    throw new RangeError(`batchNormalization: momentum must be from 0 to 1, got ${momentum}`);
  return {
    kind: "batchNormalization",
    options,
    build(input, weight) {
      const inputs = lastAxis("batchNormalization", input);
      const affine = scaleAndOffset(options, [inputs], weight);
      const kept = { trainable: false };
      const mean = weight("movingMean", [inputs], initializerFrom(options.movingMeanInitializer), kept);
      const variance = weight("movingVariance", [inputs], initializerFrom(options.movingVarianceInitializer), kept);
      return {
        output: input,
        call({ value, mask }, { training, frozen = false }) {
          if (!training || frozen)
            return { value: normalizeColumns(value, { mean, variance }, { ...affine, epsilon }), mask };
          const batch = normalize(value, { ...affine, epsilon, rowMask: mask });
          moveAverage(mean, batch.mean, momentum);
          moveAverage(variance, batch.variance, momentum);
          return { value: batch.y, mask };
        },
      };
    },
  };
}

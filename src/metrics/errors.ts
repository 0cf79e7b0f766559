import { checkOptions, type NoOptions } from "../tensor/options.ts";
import { meanMetric, type Metric } from "./metric.ts";

/** Mean of |prediction − target|. */
export function meanAbsoluteError(options: NoOptions = {}): Metric {
  checkOptions("meanAbsoluteError", options, {});
  return meanMetric("meanAbsoluteError", "lower", (p, y) => Math.abs(p - y));
}

/** Mean of (prediction − target)². */
export function meanSquaredError(options: NoOptions = {}): Metric {
  checkOptions("meanSquaredError", options, {});
  return meanMetric("meanSquaredError", "lower", (p, y) => (p - y) ** 2);
}

/** Square root of the mean of (prediction − target)², over all examples together. */
export function rootMeanSquaredError(options: NoOptions = {}): Metric {
  checkOptions("rootMeanSquaredError", options, {});
  return meanMetric("rootMeanSquaredError", "lower", (p, y) => (p - y) ** 2, Math.sqrt);
}

/** Mean of 100 · |prediction − target| / max(|target|, 10⁻⁷). Definition: Keras 3, MeanAbsolutePercentageError. */
export function meanAbsolutePercentageError(options: NoOptions = {}): Metric {
  checkOptions("meanAbsolutePercentageError", options, {});
  return meanMetric(
    "meanAbsolutePercentageError",
    "lower",
    (p, y) => (100 * Math.abs(p - y)) / Math.max(Math.abs(y), 1e-7),
  );
}

/**
 * Mean of 200 · |prediction − target| / (|prediction| + |target|), from 0 to 200; 0 where both are 0. As in the M4
 * competition (Makridakis et al. 2020).
 */
export function symmetricMeanAbsolutePercentageError(options: NoOptions = {}): Metric {
  checkOptions("symmetricMeanAbsolutePercentageError", options, {});
  return meanMetric("symmetricMeanAbsolutePercentageError", "lower", (p, y) =>
    p === 0 && y === 0 ? 0 : (200 * Math.abs(p - y)) / (Math.abs(p) + Math.abs(y)),
  );
}

/**
 * Mean of (ln(1 + prediction) − ln(1 + target))², both at least 10⁻⁷. Definition: Keras 3,
 * MeanSquaredLogarithmicError.
 */
export function meanSquaredLogarithmicError(options: NoOptions = {}): Metric {
  checkOptions("meanSquaredLogarithmicError", options, {});
  return meanMetric("meanSquaredLogarithmicError", "lower", (p, y) => (logarithm(p) - logarithm(y)) ** 2);
}

function logarithm(value: number): number {
  return Math.log1p(Math.max(value, 1e-7));
}

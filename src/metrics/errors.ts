import { meanMetric, type Metric } from "./metric.ts";

/** Mean of |prediction − target|. */
export function meanAbsoluteError(): Metric {
  return meanMetric("meanAbsoluteError", "lower", (p, y) => Math.abs(p - y));
}

/** Mean of (prediction − target)². */
export function meanSquaredError(): Metric {
  return meanMetric("meanSquaredError", "lower", (p, y) => (p - y) ** 2);
}

/** Square root of the mean of (prediction − target)², over all examples together. */
export function rootMeanSquaredError(): Metric {
  return meanMetric("rootMeanSquaredError", "lower", (p, y) => (p - y) ** 2, Math.sqrt);
}

import { meanMetric, type Metric } from "./metric.ts";

/**
 * Share of predictions on the right side: prediction > threshold where the target is 1, not above it where the target is 0. Default
 * threshold: 0.5, for probabilities; use 0 for logits.
 */
export function binaryAccuracy({ threshold = 0.5 }: { readonly threshold?: number } = {}): Metric {
  return meanMetric("binaryAccuracy", "higher", (p, y) => ((p > threshold ? 1 : 0) === y ? 1 : 0));
}

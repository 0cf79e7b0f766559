import { checkOptions } from "../tensor/options.ts";
import { meanMetric, type Metric } from "./metric.ts";

/**
 * Share of predictions on the right side: prediction > threshold where the target is 1, not above it where the target
 * is 0. Default threshold: 0.5, for probabilities; use 0 for logits.
 */
export function binaryAccuracy(options: { readonly threshold?: number } = {}): Metric {
  checkOptions("binaryAccuracy", options, { threshold: true });
  const { threshold = 0.5 } = options;
  return meanMetric("binaryAccuracy", "higher", (p, y) => ((p > threshold ? 1 : 0) === y ? 1 : 0));
}

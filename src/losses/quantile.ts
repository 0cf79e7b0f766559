import { checkOptions } from "../tensor/options.ts";
import { loss } from "../ops/loss.ts";
import type { Loss } from "./loss.ts";
import { showValue } from "../tensor/show-value.ts";

export interface QuantileOptions {
  /** q, above 0 and below 1: the share of targets that is to lie below the prediction. Default: 0.5, the median. */
  readonly quantile?: number;
}

/**
 * The pinball loss, least when a share q of targets lies below the predictions: mean of q · (y − p) where the target y
 * is above p, else of (1 − q) · (p − y). With q = ½ it is half the mean absolute error (Koenker & Bassett 1978).
 */
export function quantile(options: QuantileOptions = {}): Loss {
  checkOptions("quantile", options, { quantile: true });
  const { quantile: share = 0.5 } = options;
  if (!(share > 0 && share < 1))
    throw new RangeError(`quantile: quantile must be above 0 and below 1, got ${showValue(share)}`);
  return {
    name: "quantile",
    call: (prediction, target, weights) => loss(prediction, target, weights, "quantile", share),
  };
}

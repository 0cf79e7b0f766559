import { checkOptions } from "../tensor/options.ts";
import { loss } from "../ops/loss.ts";
import type { Loss } from "./loss.ts";
import { showValue } from "../tensor/show-value.ts";

/**
 * Mean of ½ e² where |e| ≤ delta, else of delta · |e| − ½ delta², e = prediction − target (Huber 1964). Default delta:
 * 1.
 */
export function huber(options: { readonly delta?: number } = {}): Loss {
  checkOptions("huber", options, { delta: true });
  const { delta = 1 } = options;
  if (!(delta > 0)) throw new RangeError(`huber: delta must be above 0, got ${showValue(delta)}`);
  return { name: "huber", call: (prediction, target, weights) => loss(prediction, target, weights, "huber", delta) };
}

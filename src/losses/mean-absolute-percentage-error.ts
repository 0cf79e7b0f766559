import { checkOptions, type NoOptions } from "../tensor/options.ts";
import { loss } from "../ops/loss.ts";
import type { Loss } from "./loss.ts";

/** Mean of 100 · |prediction − target| / max(|target|, 10⁻⁷), in percent. */
export function meanAbsolutePercentageError(options: NoOptions = {}): Loss {
  checkOptions("meanAbsolutePercentageError", options, {});
  return {
    name: "meanAbsolutePercentageError",
    call: (prediction, target, weights) => loss(prediction, target, weights, "meanAbsolutePercentageError"),
  };
}

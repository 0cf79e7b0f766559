import { checkOptions, type NoOptions } from "../tensor/options.ts";
import { loss } from "../ops/loss.ts";
import type { Loss } from "./loss.ts";

/** Mean of |prediction − target|; the gradient is 0 where they are equal. */
export function meanAbsoluteError(options: NoOptions = {}): Loss {
  checkOptions("meanAbsoluteError", options, {});
  return {
    name: "meanAbsoluteError",
    call: (prediction, target, weights) => loss(prediction, target, weights, "meanAbsoluteError"),
  };
}

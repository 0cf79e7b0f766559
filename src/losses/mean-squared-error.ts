import { checkOptions, type NoOptions } from "../tensor/options.ts";
import { loss } from "../ops/loss.ts";
import type { Loss } from "./loss.ts";

/** Mean of (prediction − target)². */
export function meanSquaredError(options: NoOptions = {}): Loss {
  checkOptions("meanSquaredError", options, {});
  return {
    name: "meanSquaredError",
    call: (prediction, target, weights) => loss(prediction, target, weights, "meanSquaredError"),
  };
}

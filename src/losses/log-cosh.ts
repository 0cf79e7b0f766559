import { checkOptions, type NoOptions } from "../tensor/options.ts";
import { loss } from "../ops/loss.ts";
import type { Loss } from "./loss.ts";

/** Mean of ln cosh(prediction − target): like ½ e² for small errors e and like |e| − ln 2 for large ones. */
export function logCosh(options: NoOptions = {}): Loss {
  checkOptions("logCosh", options, {});
  return { name: "logCosh", call: (prediction, target, weights) => loss(prediction, target, weights, "logCosh") };
}

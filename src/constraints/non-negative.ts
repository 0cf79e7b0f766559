import { checkOptions, type NoOptions } from "../tensor/options.ts";
import type { Constraint } from "./constraint.ts";

/** Makes what is below zero zero. Definition: Keras 3, NonNeg. */
export function nonNegative(options: NoOptions = {}): Constraint {
  checkOptions("nonNegative", options, {});
  return (values) => {
    for (let i = 0; i < values.length; i++) if (values[i] < 0) values[i] = 0;
  };
}

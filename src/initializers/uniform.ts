import { uniform as uniformNumbers } from "../tensor/random.ts";
import { size } from "../tensor/shape.ts";
import type { Initializer } from "./initializer.ts";

/** Uniform in [minimum, maximum); Keras's RandomUniform. Defaults: −0.05 and 0.05. */
export function uniform({
  minimum = -0.05,
  maximum = 0.05,
}: { readonly minimum?: number; readonly maximum?: number } = {}): Initializer {
  if (!(maximum >= minimum))
    throw new RangeError(`uniform initializer: minimum ${minimum} is above maximum ${maximum}`);
  return (shape, key) => uniformNumbers(key, size(shape), minimum, maximum);
}

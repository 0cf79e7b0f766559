import { checkOptions } from "../tensor/options.ts";
import { uniform as uniformNumbers } from "../tensor/random.ts";
import { size } from "../tensor/shape.ts";
import type { Initializer } from "./initializer.ts";

export interface UniformOptions {
  /** Default: −0.05. */
  readonly minval?: number;
  /** Default: 0.05. */
  readonly maxval?: number;
}

/** Uniform in [minval, maxval). Definition and defaults: Keras 3, RandomUniform. */
export function uniform(options: UniformOptions = {}): Initializer {
  checkOptions("uniform", options, { minval: true, maxval: true });
  const { minval = -0.05, maxval = 0.05 } = options;
  if (!(maxval >= minval))
    throw new RangeError(`uniform initializer: minval must not be above maxval, got ${minval} and ${maxval}`);
  return (shape, key) => uniformNumbers(key, size(shape), minval, maxval);
}

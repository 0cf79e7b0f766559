import { checkOptions, type NoOptions } from "../tensor/options.ts";
import { size } from "../tensor/shape.ts";
import type { Initializer } from "./initializer.ts";

export interface ConstantOptions {
  /** Default: 0. */
  readonly value?: number;
}

/** Every element the same. Definition and default: Keras 3, Constant. */
export function constant(options: ConstantOptions = {}): Initializer {
  checkOptions("constant", options, { value: true });
  const { value = 0 } = options;
  return (shape) => new Float64Array(size(shape)).fill(value);
}

export function zeros(options: NoOptions = {}): Initializer {
  checkOptions("zeros", options, {});
  return constant({ value: 0 });
}

export function ones(options: NoOptions = {}): Initializer {
  checkOptions("ones", options, {});
  return constant({ value: 1 });
}

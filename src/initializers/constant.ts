import { size } from "../tensor/shape.ts";
import type { Initializer } from "./initializer.ts";

/** Every number the same. Default value: 0. */
export function constant({ value = 0 }: { readonly value?: number } = {}): Initializer {
  return (shape) => new Float64Array(size(shape)).fill(value);
}

export function zeros(): Initializer {
  return constant({ value: 0 });
}

export function ones(): Initializer {
  return constant({ value: 1 });
}

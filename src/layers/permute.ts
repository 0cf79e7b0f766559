import { checkOptions } from "../tensor/options.ts";
import { permute as exchange } from "../ops/permute.ts";
import { showShape } from "../tensor/shape.ts";
import { refuseMask } from "./shared/checks.ts";
import type { LayerSpec } from "./layer.ts";

export interface PermuteOptions {
  /** For each axis of the output the one of the input, counted from 1, for 0 is the batch: [2, 1] exchanges two. */
  readonly dims: readonly number[];
}

/**
 * The axes of each example in another order: with dims [2, 1], [batch, time, features] → [batch, features, time]. No
 * weights; refuses a mask. Definition: Keras 3, Permute.
 */
export function permute(options: PermuteOptions): LayerSpec<"permute", PermuteOptions> {
  checkOptions("permute", options, { dims: true });
  const dims = Object.freeze([...options.dims]);
  if (!dims.every((_, i) => dims.includes(i + 1))) {
    throw new RangeError(`permute: dims names each axis once, counted from 1, got [${dims.join(", ")}]`);
  }
  return {
    kind: "permute",
    options: { dims },
    build(input) {
      if (input.length !== dims.length) {
        throw new TypeError(
          `permute with dims [${dims.join(", ")}] reads ${dims.length} axes per example, got ${showShape(input)}`,
        );
      }
      return {
        output: dims.map((axis) => input[axis - 1]),
        call({ value, mask }) {
          refuseMask("permute", mask);
          return { value: exchange(value, [0, ...dims]), mask: null };
        },
      };
    },
  };
}

import { checkOptions, type NoOptions } from "../tensor/options.ts";
import { reshape } from "../ops/reshape.ts";
import { showShape } from "../tensor/shape.ts";
import { refuseMask } from "./shared/checks.ts";
import type { LayerSpec } from "./layer.ts";

/**
 * Lays each example out as one row: [batch, ...] → [batch, product of the lengths]. No weights. Lengths must be known,
 * and a mask is refused, for a row has no steps to skip.
 */
export function flatten(options: NoOptions = {}): LayerSpec<"flatten", object> {
  checkOptions("flatten", options, {});
  return {
    kind: "flatten",
    options: {},
    build(input) {
      let width = 1;
      for (const length of input) {
        if (length === null) throw new TypeError(`flatten reads examples of known lengths, got ${showShape(input)}`);
        width *= length;
      }
      return {
        output: [width],
        call({ value, mask }) {
          refuseMask("flatten", mask);
          return { value: reshape(value, [value.shape[0], width]), mask: null };
        },
      };
    },
  };
}

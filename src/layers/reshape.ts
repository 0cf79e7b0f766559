import { checkOptions } from "../tensor/options.ts";
import { reshape as arrange } from "../ops/reshape.ts";
import { showShape, size } from "../tensor/shape.ts";
import { refuseMask } from "./shared/checks.ts";
import type { ExampleShape, LayerSpec } from "./layer.ts";

export interface ReshapeOptions {
  /** The shape of one example; one length may be −1, what is left over. */
  readonly targetShape: readonly number[];
}

/**
 * The same elements in the same order, in another shape: [batch, ...] → [batch, ...targetShape]. No weights; refuses a
 * mask, for steps may change. Definition: Keras 3, Reshape.
 */
export function reshape(options: ReshapeOptions): LayerSpec<"reshape", ReshapeOptions> {
  checkOptions("reshape", options, { targetShape: true });
  const targetShape = Object.freeze([...options.targetShape]);
  const open = targetShape.filter((length) => length === -1).length;
  if (open > 1 || !targetShape.every((length) => length === -1 || (Number.isSafeInteger(length) && length > 0))) {
    throw new RangeError(
      `reshape: targetShape has integers of at least 1, and one −1 at most, got ${showShape(targetShape)}`,
    );
  }
  return {
    kind: "reshape",
    options: { targetShape },
    build: (input) => ({
      output: resolved(input, targetShape),
      call({ value, mask }) {
        refuseMask("reshape", mask);
        return { value: arrange(value, [value.shape[0], ...targetShape]), mask: null };
      },
    }),
  };
}

function resolved(input: ExampleShape, target: readonly number[]): ExampleShape {
  const known = input.filter((length) => length !== null);
  if (known.length < input.length) return target.map((length) => (length === -1 ? null : length));
  const rest = size(target.filter((length) => length !== -1));
  const left = size(known) / rest;
  if (target.includes(-1) ? !Number.isInteger(left) : left !== 1) {
    throw new TypeError(
      `reshape: examples ${showShape(input)} have ${size(known)} elements, which do not fit ${showShape(target)}`,
    );
  }
  return target.map((length) => (length === -1 ? left : length));
}

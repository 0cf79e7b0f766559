import { checkOptions } from "../tensor/options.ts";
import { broadcast } from "../ops/broadcast.ts";
import { reshape } from "../ops/reshape.ts";
import { showShape } from "../tensor/shape.ts";
import { checkCount, refuseMask } from "./shared/checks.ts";
import type { LayerSpec } from "./layer.ts";

export interface RepeatVectorOptions {
  /** How many times. */
  readonly n: number;
}

/**
 * The same values at every step: [batch, features] → [batch, n, features]. No weights. Definition: Keras 3,
 * RepeatVector.
 */
export function repeatVector(options: RepeatVectorOptions): LayerSpec<"repeatVector", RepeatVectorOptions> {
  checkOptions("repeatVector", options, { n: true });
  const { n } = options;
  checkCount("repeatVector", "n", n);
  return {
    kind: "repeatVector",
    options: { n },
    build(input) {
      if (input.length !== 1) throw new TypeError(`repeatVector reads [features] per example, got ${showShape(input)}`);
      return {
        output: [n, input[0]],
        call({ value, mask }) {
          refuseMask("repeatVector", mask);
          const [batch, features] = value.shape;
          return { value: broadcast(reshape(value, [batch, 1, features]), [batch, n, features]), mask: null };
        },
      };
    },
  };
}

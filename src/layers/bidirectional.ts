import { add } from "../ops/add.ts";
import { concatenate } from "../ops/concatenate.ts";
import { multiply } from "../ops/multiply.ts";
import { scale } from "../ops/scale.ts";
import { fold } from "../tensor/random.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { checkName } from "./checks.ts";
import type { GruOptions } from "./gru.ts";
import type { ExampleShape, LayerSpec, WeightMaker } from "./layer.ts";
import type { LstmOptions } from "./lstm.ts";
import type { RecurrentSpec } from "./recurrent.ts";

export type MergeMode = "concat" | "sum" | "mul" | "ave";

/** A layer that bidirectional can wrap. */
export type DirectedLayer =
  | RecurrentSpec<"simpleRnn">
  | RecurrentSpec<"lstm", Required<LstmOptions>>
  | RecurrentSpec<"gru", Required<GruOptions>>;

export interface BidirectionalOptions {
  /** What reads in each direction: simpleRnn, lstm or gru, without goBackwards. */
  readonly layer: DirectedLayer;
  /** How the two outputs become one: side by side, their sum, product or average. Default: concat. */
  readonly mergeMode?: MergeMode;
}

const merges: { readonly [Mode in MergeMode]: (forward: Tensor, backward: Tensor) => Tensor } = {
  concat: (forward, backward) => concatenate([forward, backward]),
  sum: add,
  mul: multiply,
  ave: (forward, backward) => scale(add(forward, backward), 0.5),
};

/**
 * Two recurrent layers of the same options, one reading forward in time and one backward (Schuster & Paliwal 1997):
 *
 *   y = merge(forward(x), backward(x))
 *
 * With returnSequences, step t of the backward outputs is what was known after reading the end down to step t, and steps that a mask skips
 * are zeros. Without it, each direction gives its state after its last step.
 *
 * [batch, time, features] → [batch, (time,) 2·units] with concat, else [batch, (time,) units]. Masks as in the wrapped layer.
 * Weights: those of the layer twice, as forward.… and backward.…. Definition and defaults: Keras 3, Bidirectional.
 */
export function bidirectional(given: BidirectionalOptions): LayerSpec<"bidirectional", Required<BidirectionalOptions>> {
  const options: Required<BidirectionalOptions> = { mergeMode: "concat", ...given };
  const { layer, mergeMode } = options;
  const { returnSequences, goBackwards } = layer.options;
  checkName("bidirectional", "mergeMode", mergeMode, Object.keys(merges));
  if (goBackwards)
    throw new TypeError("bidirectional reads both ways already; help: leave goBackwards out of its layer");
  const merge = merges[mergeMode];
  return {
    kind: "bidirectional",
    options,
    build(input, weight) {
      const order = { restoreOrder: true, zeroOutput: returnSequences };
      const forward = layer.direction(input, prefixed(weight, "forward"), { ...order, reverse: false });
      const backward = layer.direction(input, prefixed(weight, "backward"), { ...order, reverse: true });
      return {
        output: mergeMode === "concat" ? doubled(forward.output) : forward.output,
        call(x, context) {
          const ahead = forward.call(x, { ...context, key: fold(context.key, "forward") });
          const back = backward.call(x, { ...context, key: fold(context.key, "backward") });
          return { value: merge(ahead.value, back.value), mask: ahead.mask };
        },
      };
    },
  };
}

function prefixed(weight: WeightMaker, prefix: string): WeightMaker {
  return (name, shape, initializer) => weight(`${prefix}.${name}`, shape, initializer);
}

function doubled(shape: ExampleShape): ExampleShape {
  return shape.map((length, axis) => (axis === shape.length - 1 && length !== null ? 2 * length : length));
}

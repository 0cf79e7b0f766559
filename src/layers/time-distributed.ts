import { checkOptions } from "../tensor/options.ts";
import { reshape } from "../ops/reshape.ts";
import { scale } from "../ops/scale.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { showShape } from "../tensor/shape.ts";
import type { LayerSpec } from "./layer.ts";

export interface TimeDistributedOptions {
  /** Applied to each step. */
  readonly layer: LayerSpec;
}

/**
 * Applies a layer to every step by itself, with the same weights: [batch, time, ...rest] → [batch, time, ...what the
 * layer makes of rest]. Keeps the mask, of which the layer sees nothing. Weights: those of the layer. All steps go
 * through it at once, as a larger batch: what differs between examples, as dropout, differs between steps, and a
 * batchNormalization inside takes its mean over all steps. Definition: Keras 3, TimeDistributed.
 */
export function timeDistributed(options: TimeDistributedOptions): LayerSpec<"timeDistributed", TimeDistributedOptions> {
  checkOptions("timeDistributed", options, { layer: true });
  const { layer: inner } = options;
  return {
    kind: "timeDistributed",
    options: { layer: inner },
    build(input, weight) {
      const [time, ...rest] = input;
      if (time === undefined || rest.length === 0) {
        throw new TypeError(
          `timeDistributed reads [time, ...] per example, with at least one axis after time, got ${showShape(input)}`,
        );
      }
      const layer = inner.build(rest, weight);
      return {
        output: [time, ...layer.output],
        ...(layer.resetStates === undefined ? {} : { resetStates: () => layer.resetStates?.() }),
        call({ value, mask }, context) {
          const [batch, steps, ...own] = value.shape;
          const { onPenalty } = context;
          // Penalties are of one example, which has all the steps.
          const outer = onPenalty && { ...context, onPenalty: (penalty: Tensor) => onPenalty(scale(penalty, steps)) };
          const y = layer.call({ value: reshape(value, [batch * steps, ...own]), mask: null }, outer ?? context);
          return { value: reshape(y.value, [batch, steps, ...y.value.shape.slice(1)]), mask };
        },
      };
    },
  };
}

import { inference } from "../layers/shared/inference.ts";
import { inside, type CallContext, type Masked, type WeightMaker } from "../layers/layer.ts";
import type { RecurrentState } from "../layers/recurrent/shared/recurrent.ts";
import { concatenate } from "../ops/concatenate.ts";
import { reshape } from "../ops/reshape.ts";
import { timeSteps } from "../ops/time-steps.ts";
import { intTensor, type Tensor } from "../tensor/tensor.ts";
import { bahdanauAttention, type SourceIndices, type RecurrentMemory } from "./recurrent-attention.ts";
import { recurrentLayer } from "./recurrent-layers.ts";
import type { FullRecurrentOptions } from "./recurrent-options.ts";

/**
 * The first layer of a decoder with additive attention: before each step its state queries a context, which it reads
 * beside the token (Bahdanau et al. 2015, arXiv:1409.0473, section 3.1). So its steps run one by one; layers above it
 * run as a whole.
 *
 *   c_t = attention(s_{t−1})     s_t = cell([y_t; c_t], s_{t−1})
 */
export interface AttentiveLayer {
  keys(values: Tensor): Tensor;
  /** Embedded tokens [batch, time, embeddingDim] → the states and contexts of all steps, each [batch, time, units]. */
  whole(
    x: Masked,
    initial: RecurrentState,
    memory: RecurrentMemory,
    context: CallContext,
  ): { readonly sequence: Tensor; readonly contexts: Tensor };
  /** Embedded tokens [rows, embeddingDim], mask [rows, 1] → the state after the step, and its context [rows, units]. */
  step(
    x: Masked,
    before: RecurrentState,
    memory: RecurrentMemory,
    sourceIndices: SourceIndices,
  ): { readonly state: RecurrentState; readonly context: Tensor };
}

export function attentiveLayer(options: FullRecurrentOptions, name: string, weight: WeightMaker): AttentiveLayer {
  const { units, embeddingDim } = options;
  const layer = recurrentLayer(options, { name, features: embeddingDim + units, units }, weight);
  const attention = bahdanauAttention(options, weight);

  /** The same context for all steps, so that what is dropped is the same at all of them. */
  function after(x: Masked, before: RecurrentState, attended: Tensor, context: CallContext): RecurrentState {
    const read = concatenate([x.value, attended]);
    const step = { value: reshape(read, [read.shape[0], 1, read.shape[1]]), mask: x.mask };
    return layer.pass(step, { initial: before, returnSequences: false }, context).state;
  }

  return {
    keys: attention.keys,
    whole({ value, mask }, initial, memory, context) {
      const masks = stepMasks(mask);
      const weights: Tensor[] = [];
      let before = initial;
      const steps = timeSteps(value).map((x, t) => {
        if (context.onAttention !== undefined) weights.push(attention.weights(before.hidden, memory));
        const attended = attention.step(before.hidden, memory, null);
        before = after({ value: x, mask: masks[t] ?? null }, before, attended, context);
        return { attended, state: before.hidden };
      });
      const [batch, time] = value.shape;
      if (weights.length > 0) {
        const all = reshape(concatenate(weights), [batch, 1, time, -1]);
        inside("attention", context).onAttention?.(all, "");
      }
      return {
        sequence: reshape(concatenate(steps.map(({ state }) => state)), [batch, time, units]),
        contexts: reshape(concatenate(steps.map(({ attended }) => attended)), [batch, time, units]),
      };
    },
    step(x, before, memory, sourceIndices) {
      const context = attention.step(before.hidden, memory, sourceIndices);
      return { state: after(x, before, context, inference), context };
    },
  };
}

/** The mask of each step, [batch, 1], or null where every row counts. */
function stepMasks(mask: Tensor | null): readonly (Tensor | null)[] {
  if (mask === null) return [];
  const [batch, time] = mask.shape;
  const all = mask.toArray();
  return Array.from({ length: time }, (_, t) => {
    const column = Int32Array.from({ length: batch }, (__, row) => all[row * time + t]);
    return column.every((kept) => kept === 1) ? null : intTensor(column, [batch, 1]);
  });
}

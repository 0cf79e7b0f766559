import { initializers } from "../initializers/registry.ts";
import { inference } from "../layers/shared/inference.ts";
import type { CallContext, Masked, WeightMaker } from "../layers/layer.ts";
import type { RecurrentState } from "../layers/recurrent/shared/recurrent.ts";
import { dropped } from "../layers/transformer/shared/residual.ts";
import { activate } from "../ops/activate.ts";
import { concatenate } from "../ops/concatenate.ts";
import { linear } from "../ops/linear.ts";
import { reshape } from "../ops/reshape.ts";
import { fold } from "../tensor/random.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Show } from "./part.ts";
import { attentiveLayer, type AttentiveLayer } from "./attentive-layer.ts";
import {
  luongAttention,
  type LuongAttention,
  type SourceIndices,
  type RecurrentMemory,
} from "./recurrent-attention.ts";
import { layerNames, recurrentLayer, whole } from "./recurrent-layers.ts";
import type { FullRecurrentOptions } from "./recurrent-options.ts";

/** The layers of a recurrent decoder with their attention, up to what the output reads. */
export interface RecurrentDecoder {
  /** What states are compared with, from the encoder's sequence. */
  keys(values: Tensor): Tensor;
  /** All steps at once: embedded tokens [batch, time, embeddingDim] → [batch, time, units]. */
  whole(x: Masked, begin: Begin, context: CallContext, show: Show): Tensor;
  /** One step without dropout: [rows, embeddingDim], mask [rows, 1] → [rows, units] and the states after it. */
  step(
    x: Masked,
    states: readonly RecurrentState[],
    memory: RecurrentMemory,
    sourceIndices: SourceIndices,
  ): DecoderStep;
}

/** Where a decoder begins. */
export interface Begin {
  readonly states: readonly RecurrentState[];
  readonly memory: RecurrentMemory;
}

export interface DecoderStep {
  readonly output: Tensor;
  readonly states: readonly RecurrentState[];
}

/** What a form of attention is to the decoder: a first layer that attends, or contexts of the states of the last. */
type Attending =
  | { readonly kind: "none" }
  | { readonly kind: "luong"; readonly luong: LuongAttention }
  | { readonly kind: "bahdanau"; readonly attentive: AttentiveLayer };

/** Weights decoder.0.… and so on, attention.… and readout.kernel. */
export function recurrentDecoder(options: FullRecurrentOptions, weight: WeightMaker): RecurrentDecoder {
  const { units, embeddingDim } = options;
  const names = layerNames("decoder", options);
  const attentive = options.attention === "bahdanau" ? attentiveLayer(options, names[0], weight) : null;
  const plain = names.slice(attentive === null ? 0 : 1).map((name) => ({
    name,
    layer: recurrentLayer(options, { name, features: name === "decoder.0" ? embeddingDim : units, units }, weight),
  }));
  const attending: Attending =
    attentive !== null
      ? { kind: "bahdanau", attentive }
      : options.attention === "luong"
        ? { kind: "luong", luong: luongAttention(options, weight) }
        : { kind: "none" };
  const readout = readoutOf(options, weight);

  return {
    keys: (values) => (attending.kind === "bahdanau" ? attending.attentive.keys(values) : values),
    whole({ value, mask }, { states, memory }, context, show) {
      const within = (name: string): CallContext => ({ ...context, key: fold(context.key, name) });
      let [x, contexts]: [Tensor, Tensor | null] = [value, null];
      if (attending.kind === "bahdanau") {
        const attended = attending.attentive.whole({ value, mask }, states[0], memory, within(names[0]));
        [x, contexts] = [attended.sequence, attended.contexts];
        show(names[0], x);
      }
      for (const { name, layer } of plain) {
        x = whole(layer, { value: x, mask }, states[names.indexOf(name)], within(name)).sequence;
        show(name, x);
      }
      if (attending.kind === "luong") contexts = attending.luong.whole(x, memory, context);
      if (contexts !== null) show("attention", contexts);
      const output = readout(contexts, x, value);
      if (contexts !== null) show("readout", output);
      return dropped(output, options.dropout, "readout", context);
    },
    step({ value, mask }, states, memory, sourceIndices) {
      const after: RecurrentState[] = [];
      let [x, contexts]: [Tensor, Tensor | null] = [value, null];
      if (attending.kind === "bahdanau") {
        const attended = attending.attentive.step({ value, mask }, states[0], memory, sourceIndices);
        after.push(attended.state);
        [x, contexts] = [attended.state.hidden, attended.context];
      }
      for (const { name, layer } of plain) {
        const initial = states[names.indexOf(name)];
        const step = { value: reshape(x, [x.shape[0], 1, x.shape[1]]), mask };
        const { state } = layer.pass(step, { initial, returnSequences: false }, inference);
        after.push(state);
        x = state.hidden;
      }
      if (attending.kind === "luong") contexts = attending.luong.step(x, memory, sourceIndices);
      return { output: readout(contexts, x, value), states: after };
    },
  };
}

/**
 * What the output reads: the last layer's state h without attention, else tanh([c; h]·W), Luong's attentional vector
 * (2015, equation 5), with bahdanau tanh([c; h; y]·W), y being the embedded token, where the paper has a maxout layer.
 * Weight readout.kernel W.
 */
function readoutOf(
  { attention, units, embeddingDim }: FullRecurrentOptions,
  weight: WeightMaker,
): (contexts: Tensor | null, h: Tensor, y: Tensor) => Tensor {
  if (attention === "none") return (_, h) => h;
  const inputs = 2 * units + (attention === "bahdanau" ? embeddingDim : 0);
  const kernel = weight("readout.kernel", [inputs, units], initializers.glorotUniform());
  return (contexts, h, y) => {
    if (contexts === null) throw new Error("attention gave no contexts");
    const parts = attention === "bahdanau" ? [contexts, h, y] : [contexts, h];
    return activate(linear(concatenate(parts), kernel, null), "tanh");
  };
}

import { gru } from "../layers/recurrent/gru.ts";
import type { CallContext, Masked, WeightMaker } from "../layers/layer.ts";
import { lstm } from "../layers/recurrent/lstm.ts";
import type { PassOrder, RecurrentState, StatefulLayer } from "../layers/recurrent/shared/recurrent.ts";
import { concatenate } from "../ops/concatenate.ts";
import { fold } from "../tensor/random.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Show } from "./part.ts";
import type { FullRecurrentOptions } from "./recurrent-options.ts";

const ahead: PassOrder = { reverse: false, restoreOrder: true, zeroOutput: false };

/** One lstm or gru layer. Weights <name>.kernel, .recurrentKernel and .bias. */
export function recurrentLayer(
  { cell, dropout, recurrentDropout }: FullRecurrentOptions,
  { name, features, units, order = ahead }: { name: string; features: number; units: number; order?: PassOrder },
  weight: WeightMaker,
): StatefulLayer {
  const options = { units, dropout, recurrentDropout, returnSequences: true };
  const spec = cell === "lstm" ? lstm(options) : gru(options);
  return spec.direction([null, features], (own, ...rest) => weight(`${name}.${own}`, ...rest), order);
}

/** What a recurrent encoder makes: the sequence [batch, time, units], and the last state of every layer. */
export interface Encoded {
  readonly sequence: Tensor;
  readonly states: readonly RecurrentState[];
}

/**
 * The layers of a recurrent encoder one after another. Weights encoder.0.… and so on; of a bidirectional one
 * encoder.0.forward.… and encoder.0.backward.…, which have half of the units each and whose sequences and states are
 * put side by side.
 */
export function recurrentEncoder(
  options: FullRecurrentOptions,
  weight: WeightMaker,
): (x: Masked, context: CallContext, show: Show) => Encoded {
  const layers = layerNames("encoder", options).map((name, i) => ({
    name,
    pass: encoderLayer(options, name, i === 0 ? options.embeddingDim : options.units, weight),
  }));
  return ({ value, mask }, context, show) => {
    let sequence = value;
    const states = layers.map(({ name, pass }) => {
      const passed = pass({ value: sequence, mask }, { ...context, key: fold(context.key, name) });
      sequence = passed.sequence;
      show(name, sequence);
      return passed.state;
    });
    return { sequence, states };
  };
}

export function layerNames(stack: "encoder" | "decoder", { numLayers }: FullRecurrentOptions): readonly string[] {
  return Array.from({ length: numLayers }, (_, i) => `${stack}.${i}`);
}

interface SequenceOutput {
  readonly sequence: Tensor;
  readonly state: RecurrentState;
}

function encoderLayer(
  options: FullRecurrentOptions,
  name: string,
  features: number,
  weight: WeightMaker,
): (x: Masked, context: CallContext) => SequenceOutput {
  const { units, bidirectional } = options;
  if (!bidirectional) {
    const layer = recurrentLayer(options, { name, features, units }, weight);
    return (x, context) => whole(layer, x, null, context);
  }
  const size = { features, units: units / 2 };
  const forward = recurrentLayer(options, { name: `${name}.forward`, ...size }, weight);
  const order = { ...ahead, reverse: true };
  const backward = recurrentLayer(options, { name: `${name}.backward`, ...size, order }, weight);
  return (x, context) => {
    const there = whole(forward, x, null, { ...context, key: fold(context.key, "forward") });
    const back = whole(backward, x, null, { ...context, key: fold(context.key, "backward") });
    return {
      sequence: concatenate([there.sequence, back.sequence]),
      state: concatenatedStates(there.state, back.state),
    };
  };
}

/** Passes a whole sequence through a layer. */
export function whole(
  layer: StatefulLayer,
  x: Masked,
  initial: RecurrentState | null,
  context: CallContext,
): SequenceOutput {
  const { sequences, state } = layer.pass(x, { initial, returnSequences: true }, context);
  if (sequences === null) throw new Error("a recurrent layer gave no sequences");
  return { sequence: sequences, state };
}

function concatenatedStates(a: RecurrentState, b: RecurrentState): RecurrentState {
  return {
    hidden: concatenate([a.hidden, b.hidden]),
    cell: a.cell === null || b.cell === null ? null : concatenate([a.cell, b.cell]),
  };
}

import type { Model } from "../models/model.ts";
import type { RecurrentTrace, TracedPart } from "../ops/shared/recurrent-trace.ts";
import { scope } from "../tensor/memory.ts";
import { randomKey } from "../tensor/random.ts";
import { showShape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** A gate or a state over time: values[unit][step], NaN where a step was skipped and has none. */
export interface RecordedPart {
  readonly name: string;
  readonly values: readonly Float64Array[];
}

/** One recurrent pass over the input, in the order of the input whichever way it was read. */
export interface RecordedPass {
  /** Name of the layer, "layers.1". */
  readonly layer: string;
  readonly kind: RecurrentTrace["kind"];
  readonly reverse: boolean;
  readonly states: readonly RecordedPart[];
  readonly gates: readonly RecordedPart[];
}

/** How much each step looks at each other one: weights[head][query][key]. */
export interface RecordedAttention {
  readonly layer: string;
  readonly weights: readonly (readonly Float64Array[])[];
}

/** What happened inside a model while it read one input. */
export interface RecordedActivations {
  readonly output: Float64Array;
  readonly passes: readonly RecordedPass[];
  readonly attentions: readonly RecordedAttention[];
}

/**
 * Runs a model on one input, x [1, ...input], and keeps gates, states and attention of all its layers as plain arrays.
 */
export function recordActivations(model: Model, x: Tensor): RecordedActivations {
  if (x.shape[0] !== 1)
    throw new TypeError(
      `recordActivations looks at one example, [1, ...], got ${showShape(x.shape)}; help: one after the other`,
    );
  return scope(() => {
    const passes: RecordedPass[] = [];
    const attentions: RecordedAttention[] = [];
    const traces: RecurrentTrace[] = [];
    const maps: Tensor[] = [];
    const { value } = model.trace(
      x,
      {
        training: false,
        key: randomKey(0),
        onGates: (trace) => traces.push(trace),
        onAttention: (weights) => maps.push(weights),
      },
      ({ name: layer }) => {
        passes.push(...traces.splice(0).map((trace) => passOf(layer, trace)));
        attentions.push(...maps.splice(0).map((weights) => ({ layer, weights: headsOf(weights) })));
      },
    );
    return { output: Float64Array.from(value.toArray()), passes, attentions };
  });
}

function passOf(layer: string, { kind, reverse, stepMask, states, gates }: RecurrentTrace): RecordedPass {
  const mask = stepMask?.toArray();
  return {
    layer,
    kind,
    reverse,
    states: states.map((part) => unitsOf(part, undefined)),
    gates: gates.map((part) => unitsOf(part, mask)),
  };
}

function unitsOf({ name, values }: TracedPart, mask: ArrayLike<number> | undefined): RecordedPart {
  const [, time, units] = values.shape;
  const all = values.toArray();
  return {
    name,
    values: Array.from({ length: units }, (_, unit) =>
      Float64Array.from({ length: time }, (_step, step) => (mask?.[step] === 0 ? NaN : all[step * units + unit])),
    ),
  };
}

function headsOf(weights: Tensor): readonly (readonly Float64Array[])[] {
  const [, heads, queries, keys] = weights.shape;
  const all = weights.toArray();
  return Array.from({ length: heads }, (_, head) =>
    Array.from({ length: queries }, (_query, query) =>
      Float64Array.from({ length: keys }, (_key, key) => all[(head * queries + query) * keys + key]),
    ),
  );
}

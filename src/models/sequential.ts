import { checkOptions } from "../tensor/options.ts";
import {
  inside,
  type CallContext,
  type ExampleShape,
  type Layer,
  type LayerSpec,
  type Masked,
  type WeightMaker,
} from "../layers/layer.ts";
import type { Inputs } from "../tensor/inputs.ts";
import { fold } from "../tensor/random.ts";
import { showShape } from "../tensor/shape.ts";
import { buildWeights, initialValueNames, type InitialValues } from "./build-weights.ts";
import { oneInput } from "./check-input.ts";
import { isFrozen } from "./freeze.ts";
import type { Model, ModelLayer, Observer } from "./model.ts";
import { oneOutput } from "./one-output.ts";
import { summaryOf } from "./summary.ts";
import { within } from "./within.ts";

export interface SequentialOptions extends InitialValues {
  /**
   * Shape of one example, without the batch axis: [time, features], or [null, features] for sequences of any length.
   */
  readonly input: ExampleShape;
}

/**
 * A model that applies layers one after another.
 *
 *   const model = sequential([gru({ units: 32 }), dense({ units: 1 })], { input: [240, 14] });
 *
 * Each weight's initial values depend only on the seed and its name. Throws a TypeError that names the first layer
 * whose input does not fit.
 */
export function sequential(specs: readonly LayerSpec[], options: SequentialOptions): Model {
  checkOptions("sequential", options, { ...initialValueNames, input: true });
  const { input: shape, ...first } = options;
  const input = Object.freeze([...shape]);
  if (specs.length === 0) throw new TypeError("a sequential model needs at least one layer");
  if (!input.every((length) => length === null || (Number.isSafeInteger(length) && length > 0))) {
    throw new TypeError(`a model's input is lengths from 1, or null for any length, got ${showShape(input)}`);
  }
  const { built, weights, flat } = buildWeights((weight) => build(specs, input, weight), first);
  const layers: readonly ModelLayer[] = built.map(({ output }, i) => {
    const name = nameOf(i);
    return {
      name,
      kind: specs[i].kind,
      output,
      weights: weights.filter((weight) => weight.name.startsWith(`${name}.`)),
    };
  });
  const { output } = layers[layers.length - 1];

  function trace(x: Inputs, context: CallContext, observe?: Observer): Masked {
    let current: Masked = { value: oneInput(x, input), mask: null };
    built.forEach((layer, i) => {
      const own = { ...context, key: fold(context.key, i), frozen: isFrozen(layers[i]) };
      current = layer.call(current, inside(nameOf(i), own));
      observe?.(layers[i], current.value);
    });
    return current;
  }

  return {
    inputs: [input],
    ...oneOutput(output, trace),
    layers,
    weights,
    flat,
    parameterCount: flat.size,
    spec: { kind: "sequential", input, layers: specs.map((spec) => ({ kind: spec.kind, options: spec.options })) },
    resetStates: () => built.forEach((layer) => layer.resetStates?.()),
    summary: () => summaryOf(layers, weights),
  };
}

function build(specs: readonly LayerSpec[], input: ExampleShape, weight: WeightMaker): readonly Layer[] {
  let shape = input;
  return specs.map((spec, i) => {
    const name = nameOf(i);
    const layer = within(name, () => spec.build(shape, (own, ...rest) => weight(`${name}.${own}`, ...rest)));
    shape = layer.output;
    return layer;
  });
}

function nameOf(position: number): string {
  return `layers.${position}`;
}

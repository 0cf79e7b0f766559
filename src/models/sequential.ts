import type { Initializer } from "../initializers/initializer.ts";
import { backend } from "../kernels/current.ts";
import type { CallContext, ExampleShape, Layer, LayerSpec, Masked, WeightMaker } from "../layers/layer.ts";
import { keep, view } from "../tensor/memory.ts";
import { fold, randomKey } from "../tensor/random.ts";
import { showShape, size, type Shape } from "../tensor/shape.ts";
import { assign, empty, Tensor } from "../tensor/tensor.ts";
import { setWeights, type Model, type ModelLayer, type Observer, type Weight, type WeightValues } from "./model.ts";
import { summaryOf } from "./summary.ts";

export interface SequentialOptions {
  /** Shape of one example, without the batch axis: [time, features], or [null, features] for sequences of any length. */
  readonly input: ExampleShape;
  /** Of the weights' first values. Default: 0. */
  readonly seed?: number;
  /** The weights to start from, all of them, by name. Default: the layers' initializers. */
  readonly weights?: ReadonlyMap<string, WeightValues>;
}

/**
 * A model that applies layers one after another.
 *
 *   const model = sequential([gru({ units: 32 }), dense({ units: 1 })], { input: [240, 14] });
 *
 * Each weight's first values depend only on the seed and its name. Throws a TypeError that names the first layer whose input does not fit.
 */
export function sequential(specs: readonly LayerSpec[], { input, seed = 0, weights: given }: SequentialOptions): Model {
  if (specs.length === 0) throw new TypeError("a sequential model needs at least one layer");
  if (!input.every((length) => length === null || (Number.isSafeInteger(length) && length > 0))) {
    throw new TypeError(`a model's input is lengths from 1, or null for any length, got ${showShape(input)}`);
  }
  const wanted = wantedWeights(specs, input);
  const flat = keep(empty([wanted.reduce((total, { shape }) => total + size(shape), 0)]));
  const weights = partsOf(flat, wanted);
  if (given === undefined) initialize(wanted, weights, seed);
  else setWeights(weights, given);

  const byName = new Map(weights.map((weight) => [weight.name, weight]));
  const built = build(specs, input, (name) => {
    const weight = byName.get(name);
    if (weight === undefined)
      throw new Error(`weight ${name} was not asked for before; a layer must make the same weights in every build`);
    return weight.value;
  });
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

  function trace(x: Tensor, context: CallContext, observe?: Observer): Masked {
    checkInput(x, input);
    let current: Masked = { value: x, mask: null };
    built.forEach((layer, i) => {
      current = layer.call(current, { ...context, key: fold(context.key, i) });
      observe?.(layers[i], current.value);
    });
    return current;
  }

  return {
    input,
    output,
    layers,
    weights,
    flat,
    parameterCount: flat.size,
    spec: { kind: "sequential", input, layers: specs.map(({ kind, options }) => ({ kind, options })) },
    call: (x, context = { training: false, key: randomKey(0) }) => trace(x, context).value,
    trace,
    summary: () => summaryOf(layers, flat.size),
  };
}

/** A weight before it has a place in memory. */
interface WantedWeight {
  readonly name: string;
  readonly shape: Shape;
  readonly initializer: Initializer;
}

/** All weights that the layers will ask for, found by building them once without memory. */
function wantedWeights(specs: readonly LayerSpec[], input: ExampleShape): readonly WantedWeight[] {
  const wanted: WantedWeight[] = [];
  build(specs, input, (name, shape, initializer) => {
    wanted.push({ name, shape, initializer });
    return new Tensor({ dtype: backend.floatType, length: size(shape) }, shape);
  });
  return wanted;
}

function build(specs: readonly LayerSpec[], input: ExampleShape, weight: WeightMaker): readonly Layer[] {
  let shape = input;
  return specs.map((spec, i) => {
    const name = nameOf(i);
    let layer: Layer;
    try {
      layer = spec.build(shape, (own, ...rest) => weight(`${name}.${own}`, ...rest));
    } catch (error) {
      throw error instanceof Error ? within(name, error) : error;
    }
    shape = layer.output;
    return layer;
  });
}

/** The same error, saying in which layer it arose. */
function within(layer: string, error: Error): Error {
  const message = `${layer}: ${error.message}`;
  return error instanceof RangeError
    ? new RangeError(message, { cause: error })
    : new TypeError(message, { cause: error });
}

function nameOf(position: number): string {
  return `layers.${position}`;
}

/** The weights one after another in the memory of flat. */
function partsOf(flat: Tensor, wanted: readonly WantedWeight[]): readonly Weight[] {
  let offset = 0;
  return wanted.map(({ name, shape }) => {
    const value = new Tensor(view(flat.storage, offset, size(shape)), shape);
    offset += size(shape);
    return { name, shape, value };
  });
}

function initialize(wanted: readonly WantedWeight[], weights: readonly Weight[], seed: number): void {
  const key = fold(randomKey(seed), "weights");
  wanted.forEach(({ name, shape, initializer }, i) => assign(weights[i].value, initializer(shape, fold(key, name))));
}

function checkInput(x: Tensor, input: ExampleShape): void {
  const [, ...example] = x.shape;
  const fits =
    x.shape.length === input.length + 1 && input.every((length, axis) => length === null || length === example[axis]);
  if (!fits)
    throw new TypeError(`the model reads ${showShape([null, ...input])}, examples first, got ${showShape(x.shape)}`);
}

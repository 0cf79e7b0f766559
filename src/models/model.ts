import type { CallContext, ExampleShape, Masked } from "../layers/layer.ts";
import type { Inputs } from "../tensor/inputs.ts";
import { sameShape, showShape, type Shape } from "../tensor/shape.ts";
import { assign, type Tensor } from "../tensor/tensor.ts";
import type { ModelSpec } from "./model-spec.ts";

/** One weight tensor of a model. Its numbers lie in the model's flat tensor. */
export interface Weight {
  /** "layers.0.kernel"; those of a bidirectional layer "layers.0.forward.kernel". */
  readonly name: string;
  readonly shape: Shape;
  readonly value: Tensor;
}

/** A layer in its place in a model. */
export interface ModelLayer {
  /** "layers.0" */
  readonly name: string;
  readonly kind: string;
  /** Shape of one example's output. */
  readonly output: ExampleShape;
  readonly weights: readonly Weight[];
}

/** What is told about a layer's output while a model runs: to draw it, or to find where numbers go wrong. */
export type Observer = (layer: ModelLayer, output: Tensor) => void;

/** A network with its weights. */
export interface Model {
  /** Shape of one example of each input; most models have one input. */
  readonly inputs: readonly ExampleShape[];
  /** Shape of the output for one example. */
  readonly output: ExampleShape;
  /** In the order of the forward pass. */
  readonly layers: readonly ModelLayer[];
  /** Those of all layers, in their order. */
  readonly weights: readonly Weight[];
  /** All weights one after another, [parameterCount]; the tensors of `weights` are its parts. */
  readonly flat: Tensor;
  readonly parameterCount: number;
  /** What a saved model stores, besides the weights. */
  readonly spec: ModelSpec;
  /** x [batch, ...input], a list of them for several inputs → [batch, ...output]. Without a context as in prediction: dropout is off. */
  call(x: Inputs, context?: CallContext): Tensor;
  /** As call, with the mask that the output still has, and the output of each layer shown to an observer. */
  trace(x: Inputs, context: CallContext, observe?: Observer): Masked;
  /** A table of the layers, their output shapes and numbers of parameters. */
  summary(): string;
}

/** The numbers of a weight, from a file or another model. */
export interface WeightValues {
  readonly shape: Shape;
  readonly values: ArrayLike<number>;
}

/** Gives every weight its numbers, by name. Throws, before anything is changed, when names or shapes are not exactly the model's. */
export function setWeights(weights: readonly Weight[], values: ReadonlyMap<string, WeightValues>): void {
  const known = new Set(weights.map(({ name }) => name));
  const strangers = [...values.keys()].filter((name) => !known.has(name));
  const missing = weights.filter(({ name }) => !values.has(name)).map(({ name }) => name);
  if (strangers.length > 0 || missing.length > 0) {
    throw new RangeError(
      `these are not the model's weights: ${list("missing", missing)}${list("unknown", strangers)}`.trimEnd(),
    );
  }
  const found = weights.map((weight) => ({ weight, given: values.get(weight.name) }));
  for (const { weight, given } of found) {
    if (given !== undefined && !sameShape(given.shape, weight.shape)) {
      throw new RangeError(
        `weight ${weight.name} has shape ${showShape(weight.shape)}, got numbers of shape ${showShape(given.shape)}`,
      );
    }
  }
  for (const { weight, given } of found) if (given !== undefined) assign(weight.value, given.values);
}

function list(what: string, names: readonly string[]): string {
  return names.length === 0 ? "" : `${what} ${names.join(", ")}. `;
}

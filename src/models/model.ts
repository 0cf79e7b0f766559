import type { CallContext, ExampleShape, Masked, WeightOptions } from "../layers/layer.ts";
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
  /** Where its numbers begin in the model's flat tensor. */
  readonly offset: number;
  /** What its layer asks of it: a penalty, a constraint, or not to be trained. */
  readonly options: WeightOptions;
  /** Whether it is left as it is in training: see freeze. Counts when a trainer is compiled. */
  frozen: boolean;
}

/** A layer in its place in a model. */
export interface ModelLayer {
  /** "layers.0"; in a functional model as Keras names layers: "dense", "dense_1", or the name it was given. */
  readonly name: string;
  readonly kind: string;
  /** Shape of one example's output; of the first, where there are several. */
  readonly output: ExampleShape;
  readonly weights: readonly Weight[];
}

/** What is told about a layer's output while a model runs: to draw it, or to find where numbers go wrong. */
export type Observer = (layer: ModelLayer, output: Tensor) => void;

/** A network with its weights. */
export interface Model {
  /** Shape of one example of each input; most models have one input. */
  readonly inputs: readonly ExampleShape[];
  /** Shape of the output for one example; of the first, where there are several. */
  readonly output: ExampleShape;
  /** Shapes of all outputs; most models have one. */
  readonly outputs: readonly ExampleShape[];
  /**
   * One for each output, by which losses and metrics may be given: in a functional model that of the layer it comes
   * from.
   */
  readonly outputNames: readonly string[];
  /** In the order of the forward pass. */
  readonly layers: readonly ModelLayer[];
  /** Those of all layers, in their order. */
  readonly weights: readonly Weight[];
  /**
   * All weights one after another, [parameterCount], those that layers ask not to train at the end; the tensors of
   * `weights` are its parts.
   */
  readonly flat: Tensor;
  readonly parameterCount: number;
  /** What a saved model stores, besides the weights. */
  readonly spec: ModelSpec;
  /**
   * x [batch, ...input], a list of them for several inputs → [batch, ...output]. Without a context as in prediction:
   * dropout is off. Throws a TypeError when the model has several outputs.
   */
  call(x: Inputs, context?: CallContext): Tensor;
  /** As call, for any number of outputs. */
  callAll(x: Inputs, context?: CallContext): readonly Tensor[];
  /** As call, with the mask that the output still has, and the output of each layer shown to an observer. */
  trace(x: Inputs, context: CallContext, observe?: Observer): Masked;
  /** As trace, for any number of outputs. */
  traceAll(x: Inputs, context: CallContext, observe?: Observer): readonly Masked[];
  /** Makes stateful layers forget what they carry from batch to batch. */
  resetStates(): void;
  /** A table of the layers, their output shapes and numbers of parameters. */
  summary(): string;
}

/**
 * Whether optimizers change a weight: not when it is frozen, nor when its layer changes it itself, as a moving mean.
 */
export function isTrained({ frozen, options }: Weight): boolean {
  return !frozen && options.trainable !== false;
}

/** The numbers of a weight, from a file or another model. */
export interface WeightValues {
  readonly shape: Shape;
  readonly values: ArrayLike<number>;
}

/** Throws a RangeError when names or shapes are not exactly the model's. */
export function checkWeights(
  weights: readonly Pick<Weight, "name" | "shape">[],
  values: ReadonlyMap<string, Pick<WeightValues, "shape">>,
): void {
  const known = new Set(weights.map(({ name }) => name));
  const strangers = [...values.keys()].filter((name) => !known.has(name));
  const missing = weights.filter(({ name }) => !values.has(name)).map(({ name }) => name);
  if (strangers.length > 0 || missing.length > 0) {
    throw new RangeError(
      `these are not the model's weights: ${list("missing", missing)}${list("unknown", strangers)}`.trimEnd(),
    );
  }
  for (const { name, shape } of weights) {
    const given = values.get(name)?.shape;
    if (given !== undefined && !sameShape(given, shape))
      throw new RangeError(`weight ${name} has shape ${showShape(shape)}, got numbers of shape ${showShape(given)}`);
  }
}

/** Gives every weight its numbers, by name. Throws as checkWeights does, before anything is changed. */
export function setWeights(weights: readonly Weight[], values: ReadonlyMap<string, WeightValues>): void {
  checkWeights(weights, values);
  for (const { name, value } of weights) {
    const given = values.get(name);
    if (given !== undefined) assign(value, given.values);
  }
}

const mostListed = 20;

function list(what: string, names: readonly string[]): string {
  if (names.length === 0) return "";
  const more = names.length > mostListed ? ` and ${names.length - mostListed} more` : "";
  return `${what} ${names.slice(0, mostListed).join(", ")}${more}. `;
}

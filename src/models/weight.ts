import type { WeightOptions } from "../layers/layer.ts";
import { sameShape, showShape, type Shape } from "../tensor/shape.ts";
import { assign, type Tensor } from "../tensor/tensor.ts";

/** One weight tensor of a model. Its values lie in the model's flat tensor. */
export interface Weight {
  /** "layers.0.kernel"; those of a bidirectional layer "layers.0.forward.kernel". */
  readonly name: string;
  readonly shape: Shape;
  readonly value: Tensor;
  /** The index of its first value in the model's flat tensor. */
  readonly offset: number;
  /** Its regularizer and constraint, and whether it is trained. */
  readonly options: WeightOptions;
  /** Whether it is left as it is in training: see freeze. Counts when a trainer is compiled. */
  frozen: boolean;
}

/**
 * Whether optimizers change a weight: not when it is frozen, nor when its layer changes it itself, as a moving mean.
 */
export function isTrained({ frozen, options }: Weight): boolean {
  return !frozen && options.trainable !== false;
}

/** The values of a weight, from a file or another model. */
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
    const got = values.get(name)?.shape;
    if (got !== undefined && !sameShape(got, shape))
      throw new RangeError(`weight ${name} has shape ${showShape(shape)}, got values of shape ${showShape(got)}`);
  }
}

/** Sets the values of all weights, by name. Throws as checkWeights does, before anything is changed. */
export function setWeights(weights: readonly Weight[], values: ReadonlyMap<string, WeightValues>): void {
  checkWeights(weights, values);
  for (const { name, value } of weights) {
    const source = values.get(name);
    if (source !== undefined) assign(value, source.values);
  }
}

const maximumListed = 20;

function list(what: string, names: readonly string[]): string {
  if (names.length === 0) return "";
  const more = names.length > maximumListed ? ` and ${names.length - maximumListed} more` : "";
  return `${what} ${names.slice(0, maximumListed).join(", ")}${more}. `;
}

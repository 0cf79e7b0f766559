import type { WeightOptions } from "../layers/layer.ts";
import { sameShape, showShape, type Shape } from "../tensor/shape.ts";
import { assign, type Tensor } from "../tensor/tensor.ts";

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

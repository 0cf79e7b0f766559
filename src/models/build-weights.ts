import type { OptionNames } from "../tensor/options.ts";
import type { Initializer } from "../initializers/initializer.ts";
import type { WeightMaker, WeightOptions } from "../layers/layer.ts";
import { keep, view } from "../tensor/memory.ts";
import { fold, randomKey } from "../tensor/random.ts";
import { size, type Shape } from "../tensor/shape.ts";
import { assign, empty, Tensor, withoutMemory } from "../tensor/tensor.ts";
import { checkWeights, setWeights, type Weight, type WeightValues } from "./weight.ts";

export interface InitialValues {
  /** Of the weights' initial values. Default: 0. */
  readonly seed?: number;
  /** The weights to start from, all of them, by name. Default: the layers' initializers. */
  readonly weights?: ReadonlyMap<string, WeightValues>;
}

export const initialValueNames: OptionNames<InitialValues> = { seed: true, weights: true };

/**
 * What was built, and its weights in the order in which they were requested. In flat they follow each other in this
 * order, but weights that are not trainable come last: so what an optimizer changes is one block.
 */
export interface BuiltWeights<Built> {
  readonly built: Built;
  readonly weights: readonly Weight[];
  readonly flat: Tensor;
}

/**
 * Runs `build` twice, with a function that makes weights: first to collect their names and shapes, then with views of
 * one block of memory. Each weight's initial values depend only on the seed and its name.
 */
export function buildWeights<Built>(
  build: (weight: WeightMaker) => Built,
  { seed = 0, weights: initial }: InitialValues,
): BuiltWeights<Built> {
  const required = requiredBy(build, initial?.size);
  // Before memory is allocated: a file may require more than there is.
  if (initial !== undefined) checkWeights(required, initial);
  const flat = keep(empty([total(required)]));
  const weights = partsOf(flat, required);
  if (initial === undefined) initialize(required, weights, seed);
  else setWeights(weights, initial);
  const byName = new Map(weights.map((weight) => [weight.name, weight]));
  const built = build((name) => {
    const weight = byName.get(name);
    if (weight === undefined)
      throw new Error(`weight ${name} was not requested before; a layer must request the same weights in every build`);
    return weight.value;
  });
  return { built, weights, flat };
}

/** The number of parameters of the weights that `build` requests. Allocates none, so models may exceed the memory. */
export function countWeights(build: (weight: WeightMaker) => unknown): number {
  return total(requiredBy(build));
}

/**
 * All weights that `build` requests, from a build without memory. Throws a RangeError soon after there are more
 * than `expected`.
 */
function requiredBy(build: (weight: WeightMaker) => unknown, expected = Infinity): readonly RequiredWeight[] {
  const required: RequiredWeight[] = [];
  build((name, shape, initializer, options = {}) => {
    if (required.length > expected + shownMissing)
      throw new RangeError(`the model has more than ${required.length} weights, got values for ${expected}`);
    required.push({ name, shape, initializer, options });
    return dryWeight(name, shape, initializer);
  });
  return required;
}

/** Makes a weight without memory, to learn what is built from it. */
export function dryWeight(...[, shape]: Parameters<WeightMaker>): Tensor {
  return withoutMemory(shape);
}

function total(required: readonly RequiredWeight[]): number {
  return required.reduce((sum, { shape }) => sum + size(shape), 0);
}

/** How many missing weights an error names before it stops counting. */
const shownMissing = 100;

/** A weight before it has memory. */
interface RequiredWeight {
  readonly name: string;
  readonly shape: Shape;
  readonly initializer: Initializer;
  readonly options: WeightOptions;
}

/** The weights in the memory of flat. */
function partsOf(flat: Tensor, required: readonly RequiredWeight[]): readonly Weight[] {
  let trained = 0;
  let untrained = total(required.filter(({ options }) => options.trainable !== false));
  return required.map(({ name, shape, options }) => {
    const length = size(shape);
    const offset = options.trainable === false ? untrained : trained;
    if (options.trainable === false) untrained += length;
    else trained += length;
    const value = new Tensor(view(flat.storage, offset, length), shape);
    return { name, shape, value, offset, options, frozen: false };
  });
}

function initialize(required: readonly RequiredWeight[], weights: readonly Weight[], seed: number): void {
  const key = fold(randomKey(seed), "weights");
  required.forEach(({ name, shape, initializer }, i) => assign(weights[i].value, initializer(shape, fold(key, name))));
}

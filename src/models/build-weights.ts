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

export const firstValueNames: OptionNames<InitialValues> = { seed: true, weights: true };

/**
 * What was built from weights, and these, in the order in which they were asked for. In flat they are one after another
 * in this order too, but for those that their layers ask not to train, which come last: so what an optimizer changes is
 * one block.
 */
export interface BuiltWeights<Built> {
  readonly built: Built;
  readonly weights: readonly Weight[];
  readonly flat: Tensor;
}

/**
 * Runs `build` twice, with a function that makes weights: first to learn which it wants, then with their places in one
 * block of memory. Each weight's initial values depend only on the seed and its name.
 */
export function buildWeights<Built>(
  build: (weight: WeightMaker) => Built,
  { seed = 0, weights: given }: InitialValues,
): BuiltWeights<Built> {
  const wanted = wantedBy(build, given?.size);
  // Before there is memory for them: a file may ask for more than there is.
  if (given !== undefined) checkWeights(wanted, given);
  const flat = keep(empty([total(wanted)]));
  const weights = partsOf(flat, wanted);
  if (given === undefined) initialize(wanted, weights, seed);
  else setWeights(weights, given);
  const byName = new Map(weights.map((weight) => [weight.name, weight]));
  const built = build((name) => {
    const weight = byName.get(name);
    if (weight === undefined)
      throw new Error(`weight ${name} was not asked for before; a layer must make the same weights in every build`);
    return weight.value;
  });
  return { built, weights, flat };
}

/** How many numbers the weights hold that `build` asks for. Makes none, so models may be larger than memory. */
export function countWeights(build: (weight: WeightMaker) => unknown): number {
  return total(wantedBy(build));
}

/**
 * All weights that `build` asks for, found by building without memory. Throws a RangeError soon after there are more
 * than `given`.
 */
function wantedBy(build: (weight: WeightMaker) => unknown, given = Infinity): readonly WantedWeight[] {
  const wanted: WantedWeight[] = [];
  build((name, shape, initializer, options = {}) => {
    if (wanted.length > given + shownMissing)
      throw new RangeError(`the model has more than ${wanted.length} weights, got the numbers of ${given}`);
    wanted.push({ name, shape, initializer, options });
    return dryWeight(name, shape, initializer);
  });
  return wanted;
}

/** Makes a weight without memory, to learn what is built from it. */
export function dryWeight(...[, shape]: Parameters<WeightMaker>): Tensor {
  return withoutMemory(shape);
}

function total(wanted: readonly WantedWeight[]): number {
  return wanted.reduce((sum, { shape }) => sum + size(shape), 0);
}

/** Weights that are missing beyond those that there are, until it is enough to say so. */
const shownMissing = 100;

/** A weight before it has a place in memory. */
interface WantedWeight {
  readonly name: string;
  readonly shape: Shape;
  readonly initializer: Initializer;
  readonly options: WeightOptions;
}

/** The weights in the memory of flat. */
function partsOf(flat: Tensor, wanted: readonly WantedWeight[]): readonly Weight[] {
  let trained = 0;
  let untrained = total(wanted.filter(({ options }) => options.trainable !== false));
  return wanted.map(({ name, shape, options }) => {
    const length = size(shape);
    const offset = options.trainable === false ? untrained : trained;
    if (options.trainable === false) untrained += length;
    else trained += length;
    const value = new Tensor(view(flat.storage, offset, length), shape);
    return { name, shape, value, offset, options, frozen: false };
  });
}

function initialize(wanted: readonly WantedWeight[], weights: readonly Weight[], seed: number): void {
  const key = fold(randomKey(seed), "weights");
  wanted.forEach(({ name, shape, initializer }, i) => assign(weights[i].value, initializer(shape, fold(key, name))));
}

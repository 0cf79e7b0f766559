import { checkOptions } from "../tensor/options.ts";
import { fold, normal as normalNumbers, type RandomKey } from "../tensor/random.ts";
import { size } from "../tensor/shape.ts";
import type { Initializer } from "./initializer.ts";

export interface NormalOptions {
  /** Default: 0. */
  readonly mean?: number;
  /** Standard deviation. Default: 0.05. */
  readonly stddev?: number;
}

/** Normal with this mean and standard deviation. Definition and defaults: Keras 3, RandomNormal. */
export function normal(options: NormalOptions = {}): Initializer {
  const { mean, stddev } = checked("normal", options);
  return (shape, key) => normalNumbers(key, size(shape)).map((z) => mean + stddev * z);
}

/**
 * Normal, but what is more than two standard deviations from the mean is drawn again; mean and stddev are those before
 * that. Definition and defaults: Keras 3, TruncatedNormal.
 */
export function truncatedNormal(options: NormalOptions = {}): Initializer {
  const { mean, stddev } = checked("truncatedNormal", options);
  return (shape, key) => truncatedNormalNumbers(key, size(shape)).map((z) => mean + stddev * z);
}

function checked(name: string, options: NormalOptions): Required<NormalOptions> {
  checkOptions(name, options, { mean: true, stddev: true });
  const { mean = 0, stddev = 0.05 } = options;
  if (!(stddev >= 0)) throw new RangeError(`${name} initializer: stddev must not be negative, got ${stddev}`);
  return { mean, stddev };
}

/** Standard normal numbers, those beyond ±2 drawn again. Their standard deviation is 0.8796. */
export function truncatedNormalNumbers(key: RandomKey, length: number): Float64Array {
  const numbers = normalNumbers(key, length);
  let outside = indicesOutside(numbers);
  for (let round = 1; outside.length > 0; round++) {
    const again = normalNumbers(fold(key, round), outside.length);
    outside.forEach((position, i) => (numbers[position] = again[i]));
    outside = outside.filter((position) => Math.abs(numbers[position]) > 2);
  }
  return numbers;
}

function indicesOutside(numbers: Float64Array): number[] {
  const indices: number[] = [];
  for (let i = 0; i < numbers.length; i++) if (Math.abs(numbers[i]) > 2) indices.push(i);
  return indices;
}

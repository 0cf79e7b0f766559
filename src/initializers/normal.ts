import { fold, normal as normalNumbers, type RandomKey } from "../tensor/random.ts";
import { size } from "../tensor/shape.ts";
import type { Initializer } from "./initializer.ts";

/** Normal with this mean and standard deviation; Keras's RandomNormal. Defaults: 0 and 0.05. */
export function normal({
  mean = 0,
  deviation = 0.05,
}: { readonly mean?: number; readonly deviation?: number } = {}): Initializer {
  if (!(deviation >= 0)) throw new RangeError(`normal initializer: deviation must not be negative, got ${deviation}`);
  return (shape, key) => normalNumbers(key, size(shape)).map((z) => mean + deviation * z);
}

/** Normal, but what is more than two deviations from the mean is drawn again; Keras's TruncatedNormal. Defaults: 0 and 0.05, before that. */
export function truncatedNormal({
  mean = 0,
  deviation = 0.05,
}: { readonly mean?: number; readonly deviation?: number } = {}): Initializer {
  if (!(deviation >= 0))
    throw new RangeError(`truncatedNormal initializer: deviation must not be negative, got ${deviation}`);
  return (shape, key) => truncatedNormalNumbers(key, size(shape)).map((z) => mean + deviation * z);
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
  const found: number[] = [];
  for (let i = 0; i < numbers.length; i++) if (Math.abs(numbers[i]) > 2) found.push(i);
  return found;
}

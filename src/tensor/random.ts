import { philox } from "../kernels/philox.ts";
import { showValue } from "./show-value.ts";

/**
 * Random numbers as a function of where they are used: value = f(key, index). Nothing is remembered between calls, so a
 * run can stop and resume, and threads cannot change what is drawn. Generator: Philox 4x32-10 (Salmon et al. 2011,
 * "Parallel random numbers: as easy as 1, 2, 3"). The dropout kernel computes the same function.
 */
export interface RandomKey {
  readonly low: number;
  readonly high: number;
}

/** The key of an integer seed, 0 ≤ seed < 2⁵³. */
export function randomKey(seed: number): RandomKey {
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new RangeError(`a seed is an integer from 0 to 2^53 − 1, got ${showValue(seed)}`);
  return { low: seed >>> 0, high: Math.floor(seed / 2 ** 32) };
}

/**
 * A key of its own for a purpose: folding different words or integers from 0 on into a key gives unrelated keys.
 */
export function fold(key: RandomKey, purpose: string | number): RandomKey {
  const [a, b] = typeof purpose === "number" ? halves(purpose) : hash(purpose);
  const block = philox(key, [a, b, typeof purpose === "number" ? 1 : 2, 0x6b657973]);
  return { low: block[0], high: block[1] };
}

function halves(purpose: number): [number, number] {
  if (!Number.isSafeInteger(purpose) || purpose < 0) {
    throw new RangeError(`a number folded into a key is an integer from 0 to 2^53 − 1, got ${showValue(purpose)}`);
  }
  return [purpose >>> 0, Math.floor(purpose / 2 ** 32)];
}

/** FNV-1a over UTF-16 units, and the same over the reversed text. */
function hash(text: string): [number, number] {
  let [a, b] = [0x811c9dc5, 0x811c9dc5];
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193) >>> 0;
    b = Math.imul(b ^ text.charCodeAt(text.length - 1 - i), 0x01000193) >>> 0;
  }
  return [a, b];
}

/** The most random numbers that one call makes: as many as a tensor may have elements. */
const mostRandom = 2 ** 31 - 1;

function checkLength(who: string, length: number): void {
  if (!Number.isSafeInteger(length) || length < 0 || length > mostRandom)
    throw new RangeError(`${who}: length is an integer from 0 to 2^31 − 1, got ${showValue(length)}`);
}

function checkRange(who: string, low: number, high: number): void {
  if (!Number.isFinite(low) || !Number.isFinite(high) || !Number.isFinite(high - low)) {
    throw new RangeError(
      `${who}: low and high are finite numbers, got ${showValue(low)} and ${showValue(high)}; help: scale the results`,
    );
  }
}

/** Word i mod 4 of the block with counter (⌊i/4⌋, 0, 0, 0), for i < length. */
export function randomWords(key: RandomKey, length: number): Uint32Array {
  checkLength("randomWords", length);
  const words = new Uint32Array(length);
  for (let i = 0; i < length; i += 4) {
    const block = philox(key, [i / 4, 0, 0, 0]);
    for (let k = 0; k < 4 && i + k < length; k++) words[i + k] = block[k];
  }
  return words;
}

/**
 * Uniform in [low, high), 32 bits fine. Throws a RangeError for a length beyond 2³¹ − 1, as all of these do, and for
 * ends that are not finite.
 */
export function uniform(key: RandomKey, length: number, low = 0, high = 1): Float64Array {
  checkLength("uniform", length);
  checkRange("uniform", low, high);
  return Float64Array.from(randomWords(key, length), (word) => low + (high - low) * (word / 2 ** 32));
}

/** Standard normal, by Box and Muller from two words each. */
export function normal(key: RandomKey, length: number): Float64Array {
  checkLength("normal", length);
  const words = randomWords(key, 2 * length);
  return Float64Array.from({ length }, (_, i) => {
    const radius = Math.sqrt(-2 * Math.log((words[2 * i] + 1) / 2 ** 32));
    return radius * Math.cos((2 * Math.PI * words[2 * i + 1]) / 2 ** 32);
  });
}

/** Integers, uniform in low … high − 1, with replacement. */
export function integers(key: RandomKey, length: number, low: number, high: number): Int32Array {
  checkLength("integers", length);
  if (!isInt32(low) || !isInt32(high - 1)) {
    throw new RangeError(
      `integers: low and high − 1 are 32-bit integers, got ${showValue(low)} and ${showValue(high - 1)}`,
    );
  }
  if (!(high > low)) throw new RangeError(`integers from ${low} to ${high - 1}: there are none`);
  return Int32Array.from(uniform(key, length, low, high), Math.floor);
}

function isInt32(value: number): boolean {
  return (value | 0) === value;
}

/** The numbers 0 … length − 1 in random order (Fisher and Yates). */
export function permutation(key: RandomKey, length: number): Int32Array {
  checkLength("permutation", length);
  const order = Int32Array.from({ length }, (_, i) => i);
  const words = randomWords(key, length);
  for (let i = length - 1; i > 0; i--) {
    const j = Math.floor((words[i] / 2 ** 32) * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

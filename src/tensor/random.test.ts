import { expect, test } from "vitest";
import { philox } from "../kernels/philox.ts";
import { fold, integers, normal, permutation, randomKey, randomWords, uniform } from "./random.ts";

const key = randomKey(42);
const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

test("a key is the two halves of its seed", () => {
  expect(randomKey(0)).toEqual({ low: 0, high: 0 });
  expect(randomKey(2 ** 32 - 1)).toEqual({ low: 0xffffffff, high: 0 });
  expect(randomKey(5 * 2 ** 32 + 7)).toEqual({ low: 7, high: 5 });
  expect(randomKey(Number.MAX_SAFE_INTEGER)).toEqual({ low: 0xffffffff, high: 2 ** 21 - 1 });
});

test.each([-1, 0.5, 2 ** 53, NaN])("refuses the seed %d", (seed) => {
  expect(() => randomKey(seed)).toThrow(`a seed is an integer from 0 to 2^53 − 1, got ${seed}`);
});

test("words are Philox blocks in order, whatever the length", () => {
  const expected = [...philox(key, [0, 0, 0, 0]), ...philox(key, [1, 0, 0, 0])];
  for (const length of [0, 1, 3, 4, 5, 8])
    expect(Array.from(randomWords(key, length))).toEqual(expected.slice(0, length));
});

test("keys folded with different purposes differ, also a number from its text and a text from its reverse", () => {
  const purposes = [
    0,
    1,
    2,
    2 ** 32,
    2 ** 32 + 1,
    "",
    "0",
    "1",
    "a",
    "b",
    "ab",
    "ba",
    "aa",
    "layers.0.kernel",
    "layers.1.kernel",
  ];
  const keys = purposes.map((purpose) => fold(key, purpose));
  expect(new Set(keys.map(({ low, high }) => `${low} ${high}`)).size).toBe(15);
  // These two words have the same FNV-1a hash of 32 bits.
  expect(fold(key, "costarring")).not.toEqual(fold(key, "liquid"));
  expect(fold(key, "a")).toEqual(fold(randomKey(42), "a"));
  expect(fold(key, "a")).not.toEqual(fold(randomKey(43), "a"));
  expect(fold(fold(key, "a"), "b")).not.toEqual(fold(fold(key, "b"), "a"));
});

test.each([-1, 0.5, 2 ** 53])("refuses to fold in %d", (purpose) => {
  expect(() => fold(key, purpose)).toThrow(
    `a number folded into a key is an integer from 0 to 2^53 − 1, got ${purpose}`,
  );
});

test("uniform: in range, spread evenly, each value independent of the length", () => {
  const values = uniform(key, 20_000);
  expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...values)).toBeLessThan(1);
  // Χ² of 20 equal bins has mean 19 and deviation 6.2.
  const bins = new Float64Array(20);
  for (const value of values) bins[Math.floor(value * 20)] += 1;
  const chiSquare = bins.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  expect(chiSquare).toBeGreaterThan(4);
  expect(chiSquare).toBeLessThan(45);
  expect(Array.from(uniform(key, 7))).toEqual(Array.from(values.slice(0, 7)));
  const moved = uniform(key, 7, -3, 5);
  moved.forEach((value, i) => expect(value).toBeCloseTo(values[i] * 8 - 3, 12));
});

test("normal: mean 0, deviation 1, tails", () => {
  const values = normal(key, 20_000);
  expect(Math.abs(mean(values))).toBeLessThan(0.03);
  expect(Math.abs(mean(values.map((value) => value ** 2)) - 1)).toBeLessThan(0.04);
  expect(Math.abs(mean(values.map((value) => value ** 3)))).toBeLessThan(0.11);
  // Beyond two deviations: 4.55 %.
  expect(Math.abs(mean(values.map((value) => (Math.abs(value) > 2 ? 1 : 0))) - 0.0455)).toBeLessThan(0.006);
  expect(values.every(Number.isFinite)).toBe(true);
});

test("integers: every number from low to high − 1, about as often", () => {
  const counts = new Map<number, number>();
  for (const value of integers(key, 7000, -3, 4)) counts.set(value, (counts.get(value) ?? 0) + 1);
  expect([...counts.keys()].toSorted((a, b) => a - b)).toEqual([-3, -2, -1, 0, 1, 2, 3]);
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(130);
  expect(Array.from(integers(key, 3, 5, 6))).toEqual([5, 5, 5]);
  expect(() => integers(key, 1, 4, 4)).toThrow("integers from 4 to 3: there are none");
});

test.each([0, 1, 2, 17, 1000])("a permutation of %d holds each number once", (length) => {
  const order = permutation(key, length);
  expect(Array.from(order).toSorted((a, b) => a - b)).toEqual(Array.from({ length }, (_, i) => i));
});

test("permutations of three come in all six orders, about as often", () => {
  const counts = new Map<string, number>();
  for (let i = 0; i < 6000; i++) {
    const order = permutation(fold(key, i), 3).join();
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(130);
});

test.each<readonly [string, () => unknown, string]>([
  ["permutation", () => permutation(key, 1e12), "permutation: length is an integer from 0 to 2^31 − 1, got"],
  ["a negative permutation", () => permutation(key, -1), "permutation: length"],
  ["normal", () => normal(key, 2 ** 40), "normal: length"],
  ["half a number", () => normal(key, 0.5), "normal: length"],
  ["uniform", () => uniform(key, NaN), "uniform: length"],
  [
    "ends without bounds",
    () => uniform(key, 1, -Infinity, 0),
    "uniform: low and high are finite numbers, got -Infinity",
  ],
  ["a range beyond all numbers", () => uniform(key, 1, -1e308, 1e308), "uniform: low and high are finite numbers"],
  ["integers", () => integers(key, 2 ** 31, 0, 2), "integers: length"],
  ["wide integers", () => integers(key, 1, 0, 2 ** 40), "integers: low and high − 1 are 32-bit integers"],
  ["halves", () => integers(key, 1, 0.5, 3), "integers: low and high − 1"],
  ["words", () => randomWords(key, Infinity), "randomWords: length"],
])("%s beyond what there can be: a RangeError by name", (_, call, message) => {
  expect(call).toThrow(RangeError);
  expect(call).toThrow(message);
});

test("integers reach both ends of 32 bits", () => {
  expect(Array.from(integers(key, 1, -(2 ** 31), -(2 ** 31) + 1))).toEqual([-(2 ** 31)]);
  expect(Array.from(integers(key, 1, 2 ** 31 - 1, 2 ** 31))).toEqual([2 ** 31 - 1]);
});

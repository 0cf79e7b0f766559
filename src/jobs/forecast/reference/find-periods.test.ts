import { expect, test } from "vitest";
import { randomKey, randomWords } from "../../../tensor/random.ts";
import { findPeriods } from "./find-periods.ts";

const hour = 3_600_000;

/** Sums of four uniform values: near to normal, the same for the same seed. */
function noise(rows: number, seed: number): Float64Array {
  const words = randomWords(randomKey(seed), 4 * rows);
  return Float64Array.from({ length: rows }, (_, i) =>
    words.subarray(4 * i, 4 * i + 4).reduce((total, word) => total + word / 2 ** 32 - 0.5, 0),
  );
}

const wave = (rows: number, period: number, height: number): Float64Array =>
  Float64Array.from({ length: rows }, (_, i) => height * Math.sin((2 * Math.PI * i) / period));

const sum = (...parts: readonly Float64Array[]): Float64Array =>
  parts[0].map((_, i) => parts.reduce((total, part) => total + part[i], 0));

const rowsOf = (values: Float64Array, step = hour): number[] => findPeriods(values, step).map(({ rows }) => rows);

test("the day is found under a trend and noise", () => {
  const trend = Float64Array.from({ length: 2000 }, (_, i) => 0.5 * i);
  expect(rowsOf(sum(wave(2000, 24, 3), trend, noise(2000, 1)))).toEqual([24]);
});

test("day and week, the stronger first", () => {
  const both = sum(wave(3000, 24, 2), wave(3000, 168, 5), noise(3000, 2));
  expect(
    rowsOf(both)
      .slice(0, 2)
      .toSorted((a, b) => a - b),
  ).toEqual([24, 168]);
  expect(rowsOf(both)[0]).toBe(168);
});

test("any period is found, of rows without a calendar too", () => {
  expect(rowsOf(sum(wave(900, 37, 2), noise(900, 3)), 1)).toEqual([37]);
  expect(rowsOf(sum(wave(120, 12, 2), noise(120, 4)), 30 * 24 * hour)).toEqual([12]);
});

test("the day of rows every ten minutes, not a length beside it", () => {
  expect(rowsOf(sum(wave(3000, 144, 4), noise(3000, 5)), hour / 6)).toEqual([144]);
});

const cumulated = (values: Float64Array): Float64Array => {
  let total = 0;
  return values.map((value) => (total += value));
};

test("neither noise nor a random walk nor a constant nor a line has a season", () => {
  for (const rows of [60, 400, 1000])
    for (const seed of [1, 2, 3, 4, 5]) {
      expect(rowsOf(noise(rows, seed))).toEqual([]);
      expect(rowsOf(cumulated(noise(rows, seed)), 1)).toEqual([]);
    }
  expect(rowsOf(new Float64Array(100).fill(5))).toEqual([]);
  expect(rowsOf(Float64Array.from({ length: 100 }, (_, i) => 1e9 + i))).toEqual([]);
});

test("five seasons are enough", () => {
  expect(rowsOf(sum(wave(60, 12, 3), noise(60, 1)), 1)).toEqual([12]);
  expect(rowsOf(sum(wave(35, 7, 3), noise(35, 2)), 1)).toEqual([7]);
});

test("a season must fit twice", () => {
  expect(rowsOf(wave(47, 24, 1))).not.toContain(24);
  expect(rowsOf(wave(48, 24, 1))).toContain(24);
  for (const rows of [0, 1, 2, 3, 5]) expect(rowsOf(wave(rows, 2, 1))).toEqual([]);
});

test("unknown values do not hide a season", () => {
  const values = sum(wave(2000, 24, 3), noise(2000, 6));
  for (let i = 700; i < 720; i++) values[i] = Number.NaN;
  expect(rowsOf(values)).toEqual([24]);
});

import { expect, test } from "vitest";
import { decomposition } from "./decomposition.ts";

const round = (values: Iterable<number>): number[] => Array.from(values, (value) => Number(value.toFixed(10)) + 0);

test("a straight line with a season comes apart into both, and nothing remains", () => {
  const season = [3, -1, -4, 2];
  const values = Array.from({ length: 20 }, (_, i) => 1e6 + 0.5 * i + season[i % 4]);
  const parts = decomposition(values, 4);
  if (parts === null) throw new Error("no decomposition");
  expect(round(parts.season)).toEqual(season);
  expect(round(parts.trend)).toEqual(
    Array.from({ length: 20 }, (_, i) => (i < 2 || i > 17 ? NaN : Number((1e6 + 0.5 * i).toFixed(10)))),
  );
  expect(round(parts.remainder.subarray(2, 18))).toEqual(Array.from({ length: 16 }, () => 0));
  expect([parts.trendStrength, parts.seasonStrength]).toEqual([expect.closeTo(1, 9), expect.closeTo(1, 9)]);
});

test("an odd season and its parts, computed by hand", () => {
  const parts = decomposition([1, 5, 3, 4, 8, 9], 3);
  if (parts === null) throw new Error("no decomposition");
  // Averages of three: 3, 4, 5, 7; what is left over them: 2, -1, -1, 1 at the places 1, 2, 0, 1.
  expect(round(parts.trend)).toEqual([NaN, 3, 4, 5, 7, NaN]);
  const centre = (-1 + 1.5 - 1) / 3;
  expect(round(parts.season)).toEqual(round([-1 - centre, 1.5 - centre, -1 - centre]));
  expect(round(parts.remainder)).toEqual(
    round([NaN, 2 - 1.5 + centre, -1 + 1 + centre, -1 + 1 + centre, 1 - 1.5 + centre, NaN]),
  );
});

test("a gap leaves out what it touches, and no more", () => {
  const values = Array.from({ length: 24 }, (_, i) => i + (i % 3));
  values[10] = NaN;
  const parts = decomposition(values, 3);
  expect(Array.from(parts?.trend ?? [], (value, i) => (Number.isNaN(value) ? i : -1)).filter((i) => i >= 0)).toEqual([
    0, 9, 10, 11, 23,
  ]);
  expect(parts?.remainder[12]).toBeCloseTo(0);
});

test("too few values, a place without values, and no season", () => {
  expect(decomposition([1, 2, 3, 4, 5, 6, 7], 4)).toBeNull();
  expect(decomposition([1, NaN, 3, 4, NaN, 6], 3)).toBeNull();
  expect(decomposition(new Float64Array(8).fill(7), 4)).toMatchObject({ trendStrength: null, seasonStrength: null });
  expect(() => decomposition([1, 2, 3], 1)).toThrow("period is 1, expected an integer of at least 2");
});

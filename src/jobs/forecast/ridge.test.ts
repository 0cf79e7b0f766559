import * as fc from "fast-check";
import { expect, test } from "vitest";
import { momentsOf, noMoments, ridge, withoutMeans, type Moments } from "./ridge.ts";

function momentsFrom(x: readonly (readonly number[])[], y: readonly (readonly number[])[]): Moments {
  const moments = noMoments(x[0].length, y[0].length);
  x.forEach((row, n) => {
    moments.count++;
    row.forEach((a, i) => {
      moments.x[i] += a;
      row.forEach((b, j) => (moments.xx[i * row.length + j] += a * b));
      y[n].forEach((b, k) => (moments.xy[i * y[n].length + k] += a * b));
    });
    y[n].forEach((b, k) => (moments.y[k] += b));
  });
  return moments;
}

const x = [
  [1, 2, 0],
  [2, 1, 1],
  [3, 5, 1],
  [4, 3, 0],
  [5, 8, 1],
  [6, 5, 0],
];
const y = [
  [1, 0],
  [3, 1],
  [2, 5],
  [6, 2],
  [4, 7],
  [8, 3],
];

/** What is minimized, for a map of these rows. */
function objective(kernel: ArrayLike<number>, bias: ArrayLike<number>, penalty: number): number {
  const n = x.length;
  const variance = [0, 1, 2]
    .map((i) => {
      const mean = x.reduce((sum, row) => sum + row[i], 0) / n;
      return x.reduce((sum, row) => sum + (row[i] - mean) ** 2, 0) / n;
    })
    .reduce((sum, v) => sum + v / 3, 0);
  let value = 0;
  x.forEach((row, r) => {
    y[r].forEach((truth, k) => {
      const forecast = row.reduce((sum, a, i) => sum + a * kernel[i * 2 + k], bias[k]);
      value += (truth - forecast) ** 2 / n;
    });
  });
  return value + penalty * variance * Array.from(kernel).reduce((sum, w) => sum + w * w, 0);
}

test("no other map is better, whatever is changed in it", () => {
  const { kernel, bias } = ridge(momentsFrom(x, y), 0.1);
  const least = objective(kernel, bias, 0.1);
  for (const step of [1e-3, -1e-3]) {
    for (let i = 0; i < kernel.length; i++) {
      const other = Float64Array.from(kernel, (w, at) => (at === i ? w + step : w));
      expect(objective(other, bias, 0.1)).toBeGreaterThan(least);
    }
    for (let k = 0; k < bias.length; k++) {
      const other = Float64Array.from(bias, (b, at) => (at === k ? b + step : b));
      expect(objective(kernel, other, 0.1)).toBeGreaterThan(least);
    }
  }
});

test("a linear relation is found again as the penalty fades", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 4, maxLength: 4 }),
      fc.double({ min: -5, max: 5, noNaN: true }),
      (weights, intercept) => {
        const rows = Array.from({ length: 40 }, (_, n) => weights.map((_w, i) => Math.sin(n * (i + 1.3)) + i));
        const targets = rows.map((row) => [row.reduce((sum, a, i) => sum + a * weights[i], intercept)]);
        const { kernel, bias } = ridge(momentsFrom(rows, targets), 1e-10);
        weights.forEach((w, i) => expect(kernel[i]).toBeCloseTo(w, 5));
        expect(bias[0]).toBeCloseTo(intercept, 4);
      },
    ),
  );
});

test("a large penalty leaves the means of y, and without means nothing", () => {
  const strong = ridge(momentsFrom(x, y), 1e12);
  expect(Math.max(...strong.kernel.map(Math.abs))).toBeLessThan(1e-9);
  expect(strong.bias[0]).toBeCloseTo(4, 8);
  expect(strong.bias[1]).toBeCloseTo(3, 8);
  expect(Array.from(ridge(withoutMeans(momentsFrom(x, y)), 0.1).bias)).toEqual([0, 0]);
});

test("some of the inputs: as if the others had not been there", () => {
  const some = x.map(([a, , c]) => [c, a]);
  const expected = ridge(momentsFrom(some, y), 0.3);
  const { kernel, bias } = ridge(momentsOf([2, 0], momentsFrom(x, y)), 0.3);
  kernel.forEach((w, i) => expect(w).toBeCloseTo(expected.kernel[i], 12));
  bias.forEach((b, k) => expect(b).toBeCloseTo(expected.bias[k], 12));
});

test("inputs that repeat each other share their weight, and constant ones get none", () => {
  const twice = x.map(([a]) => [a, a, 7]);
  const { kernel } = ridge(momentsFrom(twice, y), 1e-3);
  expect(kernel[0]).toBeCloseTo(kernel[2], 8);
  expect(Math.abs(kernel[4])).toBeLessThan(1e-9);
  const constant = ridge(momentsFrom([[7], [7]], [[1], [3]]), 1e-3);
  expect([constant.kernel[0], constant.bias[0]]).toEqual([0, 2]);
});

test("no penalty and no examples are errors", () => {
  for (const penalty of [0, -1, NaN]) expect(() => ridge(momentsFrom(x, y), penalty)).toThrow("ridge: the penalty");
  expect(() => ridge(noMoments(2, 1), 1)).toThrow("ridge: there are no examples");
});

import { beforeEach, expect, test } from "vitest";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { startNode } from "../kernels/start-node.ts";
import { randomKey } from "../tensor/random.ts";
import { size } from "../tensor/shape.ts";
import { initializerFrom, initializers, type InitializerName, type InitializerOption } from "./registry.ts";

const key = randomKey(5);

beforeEach(() => use(createReference("float64")));

function draw(option: InitializerOption, shape: readonly number[]): number[] {
  return Array.from(initializerFrom(option)(shape, key));
}

function variance(numbers: readonly number[]): number {
  const mean = numbers.reduce((a, b) => a + b, 0) / numbers.length;
  return numbers.reduce((total, v) => total + (v - mean) ** 2, 0) / numbers.length;
}

test("every initializer gives as many finite numbers as its weight holds, the same for the same key", () => {
  const makers = Object.entries(initializers);
  expect(makers).toHaveLength(15);
  for (const [name, make] of makers) {
    for (const shape of [
      [1, 1],
      [3, 17],
      [17, 3],
      [2, 3, 5],
    ]) {
      if (name === "identity" && shape.length !== 2) continue;
      const numbers = Array.from(make()(shape, key));
      expect(numbers).toHaveLength(size(shape));
      expect(numbers.every(Number.isFinite)).toBe(true);
      expect(Array.from(make()(shape, key))).toEqual(numbers);
    }
  }
});

test("constants", () => {
  expect(draw("zeros", [2])).toEqual([0, 0]);
  expect(draw("ones", [2])).toEqual([1, 1]);
  expect(draw({ name: "constant", value: 2.5 }, [3])).toEqual([2.5, 2.5, 2.5]);
});

test("uniform keeps to its range, by default ±0.05", () => {
  const numbers = draw("uniform", [100, 100]);
  expect(Math.min(...numbers)).toBeCloseTo(-0.05, 4);
  expect(Math.max(...numbers)).toBeCloseTo(0.05, 4);
  const wide = draw({ name: "uniform", minval: 2, maxval: 6 }, [100, 100]);
  expect(Math.min(...wide)).toBeCloseTo(2, 2);
  expect(Math.max(...wide)).toBeCloseTo(6, 2);
});

test("normal has its mean and deviation", () => {
  const numbers = draw({ name: "normal", mean: 3, stddev: 0.5 }, [200, 200]);
  expect(numbers.reduce((a, b) => a + b) / numbers.length).toBeCloseTo(3, 2);
  expect(Math.sqrt(variance(numbers))).toBeCloseTo(0.5, 2);
  expect(Math.sqrt(variance(draw("normal", [200, 200])))).toBeCloseTo(0.05, 3);
});

test("truncated normal has its mean, and a deviation of 0.8796 times what it is given, within two of these", () => {
  const numbers = draw({ name: "truncatedNormal", mean: 3, stddev: 0.5 }, [200, 200]);
  expect(numbers.reduce((a, b) => a + b) / numbers.length).toBeCloseTo(3, 2);
  expect(Math.sqrt(variance(numbers))).toBeCloseTo(0.5 * 0.8796, 2);
  expect(Math.max(...numbers)).toBeCloseTo(4, 2);
  expect(Math.min(...numbers)).toBeCloseTo(2, 2);
  expect(Math.max(...draw("truncatedNormal", [200, 200]))).toBeCloseTo(0.1, 3);
});

test("identity has ones at [i, i], times gain, also where it is not square", () => {
  expect(draw("identity", [2, 2])).toEqual([1, 0, 0, 1]);
  expect(draw({ name: "identity", gain: 0.5 }, [2, 3])).toEqual([0.5, 0, 0, 0, 0.5, 0]);
  expect(draw("identity", [3, 2])).toEqual([1, 0, 0, 1, 0, 0]);
  expect(() => draw("identity", [4])).toThrow("needs a weight of two axes, got [4]");
});

// fanIn 5·60 = 300, fanOut 5·40 = 200
const shape = [5, 60, 40];
const variances: readonly (readonly [InitializerName, number])[] = [
  ["glorotUniform", 1 / 250],
  ["glorotNormal", 1 / 250],
  ["heUniform", 2 / 300],
  ["heNormal", 2 / 300],
  ["lecunUniform", 1 / 300],
  ["lecunNormal", 1 / 300],
];

test.each(variances)("%s has variance %f for fans of 300 and 200, and keeps to its bounds", (name, expected) => {
  const numbers = draw(name, shape);
  expect(variance(numbers) / expected).toBeCloseTo(1, 1);
  const furthest = Math.max(...numbers.map(Math.abs)) / Math.sqrt(expected);
  // Uniform: √3 deviations. Normal: cut off at 2 of the wider normal, 2 / 0.8796.
  expect(furthest).toBeCloseTo(name.endsWith("Uniform") ? Math.sqrt(3) : 2 / 0.8796, 1);
});

test.each([
  [{}, 1 / 300, 2 / 0.8796],
  [{ scale: 1 / 3, distribution: "uniform" }, 1 / 900, Math.sqrt(3)],
  [{ scale: 4, mode: "fanOut" }, 4 / 200, 2 / 0.8796],
  [{ scale: 2, mode: "fanAvg", distribution: "untruncatedNormal" }, 2 / 250, 3.8],
] as const)("varianceScaling of %o has variance %f", (options, expected, deviations) => {
  const numbers = draw({ name: "varianceScaling", ...options }, shape);
  expect(variance(numbers) / expected).toBeCloseTo(1, 1);
  expect(Math.max(...numbers.map(Math.abs)) / Math.sqrt(expected) / deviations).toBeCloseTo(1, 1);
});

test("varianceScaling refuses what it does not know", () => {
  expect(() => initializers.varianceScaling({ scale: 0 })).toThrow("scale must be above 0, got 0");
  // @ts-expect-error: JavaScript may write Python's names
  expect(() => initializers.varianceScaling({ mode: "fan_in" })).toThrow(/mode "fan_in".*did you mean fanIn/);
});

test("fans of a vector are its length", () => {
  expect(Math.max(...draw("glorotUniform", [10_000]).map(Math.abs))).toBeCloseTo(Math.sqrt(3 / 10_000), 4);
});

test.each([
  [1, 1],
  [3, 3],
  [17, 51],
  [51, 17],
  [64, 64],
])("orthogonal %i × %i has orthonormal rows or columns", (rows, columns) => {
  const q = draw("orthogonal", [rows, columns]);
  const tall = rows >= columns;
  const [count, length] = tall ? [columns, rows] : [rows, columns];
  const at = (vector: number, i: number): number => (tall ? q[i * columns + vector] : q[vector * columns + i]);
  let worst = 0;
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < count; b++) {
      let product = 0;
      for (let i = 0; i < length; i++) product += at(a, i) * at(b, i);
      worst = Math.max(worst, Math.abs(product - (a === b ? 1 : 0)));
    }
  }
  expect(worst).toBeLessThan(1e-11);
});

test("a large orthogonal matrix, made with kernels, is orthonormal to float32 and equals that of plain loops", () => {
  const plain = draw("orthogonal", [160, 160]);
  startNode();
  const q = draw("orthogonal", [160, 160]);
  let [worst, furthest] = [0, 0];
  for (let a = 0; a < 160; a++) {
    for (let b = 0; b <= a; b++) {
      let product = 0;
      for (let i = 0; i < 160; i++) product += q[a * 160 + i] * q[b * 160 + i];
      worst = Math.max(worst, Math.abs(product - (a === b ? 1 : 0)));
    }
  }
  q.forEach((value, i) => (furthest = Math.max(furthest, Math.abs(value - plain[i]))));
  expect(worst).toBeLessThan(3e-7);
  expect(furthest).toBeLessThan(1e-5);
});

test("orthogonal takes all axes but the last as rows, and multiplies by gain", () => {
  const flat = draw("orthogonal", [6, 4]);
  expect(draw({ name: "orthogonal", gain: 3 }, [2, 3, 4])).toEqual(flat.map((v) => 3 * v));
  expect(() => draw("orthogonal", [4])).toThrow("needs a weight of at least two axes, got [4]");
});

test("the first column of an orthogonal matrix has the signs of what was drawn: R has a positive diagonal", () => {
  const drawn = draw({ name: "normal", stddev: 1 }, [5, 2]);
  const q = draw("orthogonal", [5, 2]);
  const wide = draw("orthogonal", [2, 5]);
  for (let i = 0; i < 5; i++) {
    expect(Math.sign(q[2 * i])).toBe(Math.sign(drawn[2 * i]));
    expect(wide[i]).toBe(q[2 * i]);
  }
});

test("an unknown name is refused with the names there are", () => {
  // @ts-expect-error: the types refuse it, plain JavaScript does not
  expect(() => initializerFrom("xavier")).toThrow(/^there is no initializer "xavier"; help: one of .*\bones\b.*, \w+$/);
});

import { expect, test } from "vitest";
import { gaussLegendre } from "./gauss-legendre.ts";

test("nodes and weights of two and three places are the known ones", () => {
  const two = gaussLegendre(2);
  expect(two.nodes[0]).toBeCloseTo((1 - Math.sqrt(1 / 3)) / 2, 14);
  expect(Array.from(two.weights)).toEqual([expect.closeTo(1 / 2, 14), expect.closeTo(1 / 2, 14)]);
  const three = gaussLegendre(3);
  expect(three.nodes[2]).toBeCloseTo((1 + Math.sqrt(3 / 5)) / 2, 14);
  expect(three.weights[1]).toBeCloseTo(4 / 9, 14);
});

test("powers up to 2 · count − 1 are exact, the next one is not", () => {
  let swept = 0;
  for (const count of [1, 2, 3, 5, 8]) {
    const { nodes, weights } = gaussLegendre(count);
    expect(nodes.every((node, i) => node > 0 && node < 1 && (i === 0 || node > nodes[i - 1]))).toBe(true);
    const integral = (power: number): number => nodes.reduce((sum, node, i) => sum + weights[i] * node ** power, 0);
    for (let power = 0; power < 2 * count; power++) {
      expect(integral(power)).toBeCloseTo(1 / (power + 1), 13);
      swept++;
    }
    expect(Math.abs(integral(2 * count) - 1 / (2 * count + 1))).toBeGreaterThan(1e-12);
  }
  expect(swept).toBe(38);
  expect(gaussLegendre(500).weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
});

test("misuse is named", () => {
  expect(() => gaussLegendre(0)).toThrow("gaussLegendre: count must be an integer of at least 1, got 0");
});

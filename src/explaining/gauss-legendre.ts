import { showValue } from "../tensor/show-value.ts";

/** Places between 0 and 1 and the weight of each: ∫ f(α) dα from 0 to 1 ≈ Σ weight · f(node). */
export interface Quadrature {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/**
 * Gauss–Legendre quadrature with `count` nodes, exact for polynomials up to degree 2·count − 1. The nodes are the roots
 * of the Legendre polynomial, found by Newton's method from Tricomi's first guess, and moved from −1 … 1 to 0 … 1.
 */
export function gaussLegendre(count: number): Quadrature {
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new RangeError(`gaussLegendre: count must be an integer of at least 1, got ${showValue(count)}`);
  }
  const [nodes, weights] = [new Float64Array(count), new Float64Array(count)];
  for (let i = 0; i < count; i++) {
    let root = Math.cos((Math.PI * (i + 0.75)) / (count + 0.5));
    let derivative = 1;
    for (let round = 0; round < 100; round++) {
      const legendre = legendreAt(count, root);
      derivative = legendre.derivative;
      const step = legendre.value / derivative;
      root -= step;
      if (Math.abs(step) < 1e-15) break;
    }
    // The roots come from the largest to the smallest.
    nodes[i] = (1 - root) / 2;
    weights[i] = 1 / ((1 - root * root) * derivative * derivative);
  }
  return { nodes, weights };
}

/** Legendre's polynomial of a degree and its derivative at x, by the recurrence over degrees. */
function legendreAt(degree: number, x: number): { readonly value: number; readonly derivative: number } {
  let [previous, value] = [1, x];
  for (let k = 2; k <= degree; k++) {
    [previous, value] = [value, ((2 * k - 1) * x * value - (k - 1) * previous) / k];
  }
  return { value, derivative: (degree * (x * value - previous)) / (x * x - 1) };
}

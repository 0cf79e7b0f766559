import { describe, expect, test } from "vitest";
import { activationCodes, type ActivationName } from "../../src/kernels/activations.ts";
import type { Backend } from "../../src/kernels/backend.ts";
import { createReference } from "../../src/kernels/reference.ts";
import { create } from "../../src/kernels/start-node.ts";
import { run } from "./run.ts";

/*
 * Every activation and its gradient on every backend, over all of float32: against formulas in float64 that neither
 * overflow nor cancel, with their limits at ±∞. Allowed: 10⁻⁶ of the value or of 1, whichever is larger. exponential,
 * whose values reach 3 · 10³⁸: 4 · 10⁻⁶ of the value.
 */

/** f and f′. */
type Pair = readonly [f: (x: number) => number, gradient: (x: number) => number];

const sigmoid = (x: number): number => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)));
/** Where x is −∞, products that fade are 0. */
const fading = (x: number, factor: number): number => (factor === 0 ? 0 : x * factor);

/** Φ(x) by its density summed up over 4,000 trapezia, which is exact to more digits than are compared. */
function normal(x: number): number {
  if (Number.isNaN(x)) return x;
  const to = Math.min(Math.max(x, -9), 9);
  const [steps, from] = [4000, -9];
  const width = (to - from) / steps;
  let total = 0;
  for (let i = 0; i <= steps; i++) total += (i === 0 || i === steps ? 0.5 : 1) * density(from + i * width);
  return x > 9 ? 1 : total * width;
}

const density = (x: number): number => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);

/** tanh(ln(1 + eˣ)) and how far its square is from 1. */
function mishTanh(x: number): { readonly t: number; readonly rest: number } {
  if (x < 0) {
    const e = Math.exp(x);
    const n = e * (e + 2);
    return { t: n / (n + 2), rest: (4 * (1 + e) ** 2) / (n + 2) ** 2 };
  }
  const u = Math.exp(-x);
  const n = 1 + 2 * u;
  return { t: n / (n + 2 * u * u), rest: (4 * u * u * (1 + u) ** 2) / (n + 2 * u * u) ** 2 };
}

const exact: { readonly [Name in ActivationName]: Pair } = {
  linear: [(x) => x, () => 1],
  tanh: [Math.tanh, (x) => 1 / Math.cosh(x) ** 2],
  sigmoid: [sigmoid, (x) => sigmoid(x) * sigmoid(-x)],
  relu: [(x) => Math.max(x, 0), (x) => (x > 0 ? 1 : 0)],
  hardSigmoid: [(x) => Math.min(Math.max(x / 6 + 0.5, 0), 1), (x) => (Math.abs(x) < 3 ? 1 / 6 : 0)],
  hardSigmoidKeras2: [(x) => Math.min(Math.max(0.2 * x + 0.5, 0), 1), (x) => (Math.abs(x) < 2.5 ? 0.2 : 0)],
  elu: [(x) => (x > 0 ? x : Math.expm1(x)), (x) => (x > 0 ? 1 : Math.exp(x))],
  selu: [
    (x) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x)),
    (x) => 1.0507009873554805 * (x > 0 ? 1 : 1.6732632423543772 * Math.exp(x)),
  ],
  softplus: [(x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), sigmoid],
  softsign: [(x) => (Math.abs(x) === Infinity ? Math.sign(x) : x / (1 + Math.abs(x))), (x) => (1 + Math.abs(x)) ** -2],
  exponential: [Math.exp, Math.exp],
  leakyRelu: [(x) => (x < 0 ? 0.2 * x : x), (x) => (x < 0 ? 0.2 : 1)],
  relu6: [(x) => Math.min(Math.max(x, 0), 6), (x) => (x > 0 && x < 6 ? 1 : 0)],
  silu: [(x) => fading(x, sigmoid(x)), (x) => sigmoid(x) + fading(x, sigmoid(x) * sigmoid(-x))],
  gelu: [(x) => fading(x, normal(x)), (x) => normal(x) + fading(x, density(x))],
  mish: [(x) => fading(x, mishTanh(x).t), (x) => mishTanh(x).t + fading(x, mishTanh(x).rest * sigmoid(x))],
};

const kinks = [2.5, 3, 6];
// prettier-ignore
const magnitudes = [
  0, 1e-45, 1e-40, 1.1754944e-38, 1e-38, 1e-30, 1e-10, 1e-6, 1e-3, 0.1, 0.3, 0.49, 0.51, 0.79, 0.81, 1, 1.13, 2,
  2.49, 2.51, 2.99, 3.01, 4, 5, 5.99, 6.01, 7, 7.9, 7.91, 8, 9, 12, 16, 17, 20, 40, 70, 86, 87, 87.5, 88, 88.7,
  89, 100, 103, 104, 105, 150, 174, 175, 199, 200, 201, 708, 710, 745, 999, 1001, 1e4, 1e6, 1e10, 1e18, 1e19, 1e20,
  1e30, 1e37, 1e38, 1.7e38, 3e38, 3.4028235e38, Infinity,
];
const grid = [...magnitudes, ...magnitudes.map((x) => -x), NaN].map(Math.fround);
const names = Object.keys(activationCodes).filter((name): name is ActivationName => name in activationCodes);

/** How far apart they are, of what is allowed: above 1 is wrong. Above the largest number there is, ∞ is right. */
function excess(name: ActivationName, expected: number, actual: number, largest: number): number {
  const rounded = Math.abs(expected) > largest ? Math.sign(expected) * Infinity : expected;
  if (Object.is(rounded, actual) || rounded === actual) return 0;
  const allowed =
    name === "exponential" ? Math.max(4e-6 * Math.abs(rounded), 1e-37) : 1e-6 * Math.max(1, Math.abs(rounded));
  return Math.abs(rounded - actual) / allowed;
}

function faults(backend: Backend): string[] {
  const dy = grid.map(() => 1);
  const size = grid.length;
  const largest = backend.floatType === "float64" ? Number.MAX_VALUE : 3.4028235e38;
  return names.flatMap((name) => {
    const activation = activationCodes[name];
    const y = [...(run(backend, "activate", { x: grid, y: { result: size }, size, activation }).get("y") ?? [])];
    const dx = run(backend, "activateGradient", { x: grid, y, dy, dx: { result: size }, size, activation }).get("dx");
    return grid.flatMap((x, i) => {
      const [f, gradient] = Number.isNaN(x) ? [NaN, name === "linear" ? 1 : NaN] : exact[name].map((each) => each(x));
      // Numbers below the smallest normal one may count as 0, which is at a kink of some.
      const atZero = Math.abs(x) < 6e-38 ? exact[name][1](0) : gradient;
      const off = Math.min(...[gradient, atZero].map((each) => excess(name, each, dx?.[i] ?? NaN, largest)));
      return [
        ...(excess(name, f, y[i], largest) <= 1 ? [] : [`${name}(${x}): expected ${f}, got ${y[i]}`]),
        ...(off <= 1 ? [] : [`${name}′(${x}): expected ${gradient}, got ${dx?.[i]}`]),
      ];
    });
  });
}

describe(`${names.length} activations and their gradients at ${grid.length} numbers`, () => {
  test("the grid avoids the kinks but for 0, and every activation has its formula", () => {
    expect(grid.filter((x) => kinks.includes(Math.abs(x)))).toEqual([]);
    expect(names.length).toBe(16);
    expect(grid.length).toBeGreaterThan(130);
  });

  test("reference, float64", () => {
    expect(faults(createReference("float64"))).toEqual([]);
  });

  test("reference, float32", () => {
    expect(faults(createReference("float32"))).toEqual([]);
  });

  test("wasm", () => {
    expect(faults(create("wasm"))).toEqual([]);
  });

  for (const simd of ["avx512", "avx2", "sse2", "neon"]) {
    const backend = nativeWith(simd);
    test.skipIf(backend === null)(
      `native ${simd}${backend === null ? " (not built, or not on this machine)" : ""}`,
      () => {
        expect(backend === null ? [] : faults(backend)).toEqual([]);
      },
    );
  }
});

function nativeWith(simd: string): Backend | null {
  try {
    const backend = create("native", { LOOKBACK_SIMD: simd, LOOKBACK_THREADS: "2" });
    return backend.simd === simd ? backend : null;
  } catch {
    return null;
  }
}

import { activationCodes } from "../activations.ts";
import type { ReferenceKernels } from "./types.ts";

/**
 * An activation, and its derivative given x and y = f(x). At a kink the derivative is that of the flatter side, but at
 * those of selu and leakyRelu that from below and from above, as Keras 3 has them on jax. At ±∞ both are the limits;
 * NaN of NaN.
 */
export interface Activation {
  readonly f: (x: number) => number;
  readonly derivative: (y: number, x: number) => number;
}

/** Selu's constants, Klambauer et al. 2017, equation 14. */
const seluScale = 1.0507009873554805;
const seluAlpha = 1.6732632423543772;

/** e^−x is 0 in float64 from here on; x is clipped to it where it multiplies what fades so, since ∞ · 0 is not 0. */
const faded = 1000;

const byName: { readonly [Name in keyof typeof activationCodes]: Activation } = {
  linear: { f: (x) => x, derivative: () => 1 },
  tanh: { f: Math.tanh, derivative: (y) => 1 - y * y },
  sigmoid: { f: sigmoid, derivative: (y) => y * (1 - y) },
  relu: { f: (x) => Math.max(x, 0), derivative: (y) => (y > 0 ? 1 : 0 * y) },
  hardSigmoid: { f: (x) => clip(x / 6 + 0.5, 0, 1), derivative: (y) => (y > 0 && y < 1 ? 1 / 6 : 0 * y) },
  hardSigmoidKeras2: { f: (x) => clip(0.2 * x + 0.5, 0, 1), derivative: (y) => (y > 0 && y < 1 ? 0.2 : 0 * y) },
  elu: { f: (x) => (x > 0 ? x : Math.expm1(x)), derivative: (y) => (y > 0 ? 1 : y + 1) },
  selu: {
    f: (x) => seluScale * (x > 0 ? x : seluAlpha * Math.expm1(x)),
    derivative: (y) => (y > 0 ? seluScale : y + seluScale * seluAlpha),
  },
  softplus: { f: softplus, derivative: (y) => -Math.expm1(-y) },
  softsign: {
    f: (x) => clip(x, -1e300, 1e300) / (1 + Math.abs(clip(x, -1e300, 1e300))),
    derivative: (y) => (1 - Math.abs(y)) ** 2,
  },
  exponential: { f: Math.exp, derivative: (y) => y },
  leakyRelu: { f: (x) => (x < 0 ? 0.2 * x : x), derivative: (y) => leakyDerivative(y, 0.2) },
  relu6: { f: (x) => clip(x, 0, 6), derivative: (y) => (y > 0 && y < 6 ? 1 : 0 * y) },
  silu: {
    f: (x) => Math.max(x, -faded) * sigmoid(x),
    derivative: (_, x) => sigmoid(x) * (1 + clip(x, -faded, faded) * sigmoid(-x)),
  },
  gelu: {
    f: (x) => Math.max(x, -faded) * normalDistribution(x),
    derivative: (_, x) => {
      const bounded = clip(x, -faded, faded);
      return normalDistribution(x) + (bounded * Math.exp(-0.5 * bounded * bounded)) / Math.sqrt(2 * Math.PI);
    },
  },
  mish: {
    f: (x) => Math.max(x, -faded) * Math.tanh(softplus(x)),
    derivative: (_, x) => {
      const t = Math.tanh(softplus(x));
      return t + clip(x, -faded, faded) * (1 - t * t) * sigmoid(x);
    },
  },
};

const codes: ReadonlyMap<string, number> = new Map(Object.entries(activationCodes));
const byCode: ReadonlyMap<number | undefined, Activation> = new Map(
  Object.entries(byName).map(([name, activation]) => [codes.get(name), activation]),
);

/** The activation of a code of kernels/activations.ts. */
export function activationOf(code: number): Activation {
  const activation = byCode.get(code);
  if (activation === undefined) throw new RangeError(`there is no activation with code ${code}`);
  return activation;
}

export const activate: ReferenceKernels["activate"] = ({ x, y, size, activation }) => {
  const { f } = activationOf(activation);
  for (let i = 0; i < size; i++) y[i] = f(x[i]);
};

export const activateGradient: ReferenceKernels["activateGradient"] = ({ x, y, dy, dx, size, activation }) => {
  const { derivative } = activationOf(activation);
  for (let i = 0; i < size; i++) dx[i] = dy[i] * derivative(y[i], x[i]);
};

export const leakyRelu: ReferenceKernels["leakyRelu"] = ({ x, y, negativeSlope, size }) => {
  for (let i = 0; i < size; i++) y[i] = x[i] < 0 ? negativeSlope * x[i] : x[i];
};

export const leakyReluGradient: ReferenceKernels["leakyReluGradient"] = ({ x, dy, dx, negativeSlope, size }) => {
  for (let i = 0; i < size; i++) dx[i] = dy[i] * leakyDerivative(x[i], negativeSlope);
};

function leakyDerivative(x: number, negativeSlope: number): number {
  return x < 0 ? negativeSlope : Number.isNaN(x) ? x : 1;
}

export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** ln(1 + eˣ), without overflow. */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

function clip(x: number, low: number, high: number): number {
  return Math.min(Math.max(x, low), high);
}

/**
 * Φ(x), the standard normal distribution: ½ + φ(x) · Σ xⁿ/n‼ over odd n (Abramowitz & Stegun 26.2.11), whose terms have
 * one sign.
 */
function normalDistribution(x: number): number {
  if (Math.abs(x) > 9) return x > 0 ? 1 : 0;
  if (Number.isNaN(x)) return x;
  let [sum, term] = [0, x];
  for (let n = 3; sum + term !== sum; n += 2) {
    sum += term;
    term *= (x * x) / n;
  }
  return 0.5 + (sum * Math.exp(-0.5 * x * x)) / Math.sqrt(2 * Math.PI);
}

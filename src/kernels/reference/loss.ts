import { lossCodes } from "../losses.ts";
import { sigmoid, softplus } from "./activations.ts";
import type { ReferenceKernels } from "./types.ts";

/** The loss of one prediction p for a target y, and its derivative in p. */
interface Loss {
  readonly value: (p: number, y: number, parameter: number) => number;
  readonly derivative: (p: number, y: number, parameter: number) => number;
}

/** Targets of percentages closer to 0 than this count as this far away. */
const tiny = 1e-7;

/** Probabilities are clipped to these; both as float32 has them, where 1 − 10⁻⁷ is 1 − 2⁻²³. */
const epsilon = Math.fround(1e-7);
const oneMinusEpsilon = Math.fround(1 - 1e-7);

const byName: { readonly [Name in keyof typeof lossCodes]: Loss } = {
  meanSquaredError: { value: (p, y) => (p - y) ** 2, derivative: (p, y) => 2 * (p - y) },
  meanAbsoluteError: { value: (p, y) => Math.abs(p - y), derivative: (p, y) => Math.sign(p - y) },
  huber: {
    value: (p, y, delta) => {
      const size = Math.abs(p - y);
      return size <= delta ? 0.5 * size * size : delta * size - 0.5 * delta * delta;
    },
    derivative: (p, y, delta) => Math.min(Math.max(p - y, -delta), delta),
  },
  binaryCrossentropy: {
    value: (p, y, smoothing) => {
      const target = smooth(y, smoothing);
      const clipped = Math.min(Math.max(p, epsilon), oneMinusEpsilon);
      return -target * Math.log(clipped) - (1 - target) * Math.log1p(-clipped);
    },
    derivative: (p, y, smoothing) => {
      const target = smooth(y, smoothing);
      return p < epsilon || p > oneMinusEpsilon ? 0 : (1 - target) / (1 - p) - target / p;
    },
  },
  binaryCrossentropyFromLogits: {
    // softplus(p) = max(p, 0) + ln(1 + e^−|p|)
    value: (p, y, smoothing) => softplus(p) - p * smooth(y, smoothing),
    derivative: (p, y, smoothing) => sigmoid(p) - smooth(y, smoothing),
  },
  logCosh: {
    value: (p, y) => Math.abs(p - y) + Math.log1p(Math.exp(-2 * Math.abs(p - y))) - Math.LN2,
    derivative: (p, y) => Math.tanh(p - y),
  },
  meanAbsolutePercentageError: {
    value: (p, y) => (100 * Math.abs(p - y)) / Math.max(Math.abs(y), tiny),
    derivative: (p, y) => (100 * Math.sign(p - y)) / Math.max(Math.abs(y), tiny),
  },
  quantile: {
    value: (p, y, q) => Math.max(q * (y - p), (q - 1) * (y - p)),
    derivative: (p, y, q) => (p > y ? 1 - q : p < y ? -q : 0 * (p - y)),
  },
  poisson: {
    value: (p, y) => p - y * (p + epsilon > 0 ? Math.log(p + epsilon) : NaN),
    derivative: (p, y) => 1 - y / (p + epsilon),
  },
  poissonFromLog: { value: (p, y) => Math.exp(p) - y * p, derivative: (p, y) => Math.exp(p) - y },
  klDivergence: {
    value: (p, y) => clipShare(y) * Math.log(clipShare(y) / clipShare(p)),
    derivative: (p, y) => (p < epsilon || p > 1 ? 0 : -clipShare(y) / p),
  },
  meanSquaredLogarithmicError: {
    value: (p, y) => logarithmicError(p, y) ** 2,
    derivative: (p, y) => (p < epsilon ? 0 : 2 / (1 + p)) * logarithmicError(p, y),
  },
};

const codes: ReadonlyMap<string, number> = new Map(Object.entries(lossCodes));
const byCode: ReadonlyMap<number | undefined, Loss> = new Map(
  Object.entries(byName).map(([name, pair]) => [codes.get(name), pair]),
);

function clipShare(x: number): number {
  return Math.min(Math.max(x, epsilon), 1);
}

function logarithmicError(p: number, y: number): number {
  return Math.log1p(Math.max(p, epsilon)) - Math.log1p(Math.max(y, epsilon));
}

/** A target moved towards ½ by label smoothing. */
function smooth(y: number, smoothing: number): number {
  return y * (1 - smoothing) + 0.5 * smoothing;
}

export const loss: ReferenceKernels["loss"] = (args) => {
  const { prediction, target, weights, value, gradient, examples, width, parameter } = args;
  const chosen = byCode.get(args.loss);
  if (chosen === undefined) throw new RangeError(`there is no loss with code ${args.loss}`);
  let total = 0;
  for (let example = 0; example < examples; example++) {
    const share = (weights?.[example] ?? 1) / (width * examples);
    for (let i = example * width; i < (example + 1) * width; i++) {
      total += share * chosen.value(prediction[i], target[i], parameter);
      if (gradient !== null) gradient[i] = share * chosen.derivative(prediction[i], target[i], parameter);
    }
  }
  value[0] = total;
};

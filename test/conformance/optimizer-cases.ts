import { numbers, type Case, type Given } from "./case.ts";

type OptimizerKernel = "movingAverage" | "sgd" | "rmsprop" | "adam" | "nadam" | "adagrad" | "adadelta" | "lion";

/** Odd, and long enough for several threads. */
const sizes = [65, 40_001] as const;

const positive = (size: number, seed: number): number[] =>
  numbers(size, seed).map((v) => Math.fround(0.5 + Math.abs(v)));

/** A case for each size of each variant: without decay and with. */
function updates(variants: readonly ((size: number) => Given)[], tolerance = 2e-6): Case[] {
  return variants.flatMap((own, form) =>
    sizes.map((size, i) => ({
      title: `form ${form}, ${size}`,
      given: {
        weights: numbers(size, 1),
        gradient: numbers(size, 2),
        size,
        learningRate: 0.01,
        decay: i === 0 ? 0 : 0.003,
        ...own(size),
      },
      tolerance,
    })),
  );
}

const betas = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };
const sgd = { velocity: null, momentum: 0, nesterov: false };
const rmsprop = { mean: null, velocity: null, rho: 0.9, momentum: 0, epsilon: 1e-7, epsilonOutside: false };

export const optimizerCases: { readonly [K in OptimizerKernel]: readonly Case[] } = {
  movingAverage: sizes.map((size) => ({
    title: `${size}`,
    given: { x: numbers(size, 1), average: numbers(size, 2), momentum: 0.9, size },
  })),
  sgd: updates([
    () => sgd,
    (size) => ({ ...sgd, velocity: numbers(size, 3), momentum: 0.9 }),
    (size) => ({ ...sgd, velocity: numbers(size, 3), momentum: 0.9, nesterov: true }),
  ]),
  rmsprop: updates([
    (size) => ({ ...rmsprop, square: positive(size, 3) }),
    (size) => ({ ...rmsprop, square: positive(size, 3), mean: numbers(size, 4, 0.1) }),
    (size) => ({ ...rmsprop, square: positive(size, 3), velocity: numbers(size, 5), momentum: 0.8 }),
    (size) => ({ ...rmsprop, square: positive(size, 3), epsilonOutside: true }),
  ]),
  adam: updates(
    [1, 1000].flatMap((step) =>
      [true, false].map((amsgrad) => (size: number) => ({
        ...betas,
        m: numbers(size, 3, 0.1),
        v: positive(size, 4),
        vHat: amsgrad ? positive(size, 5) : null,
        step,
      })),
    ),
    4e-6,
  ),
  nadam: updates(
    [
      (size) => ({
        ...betas,
        m: numbers(size, 3, 0.1),
        v: positive(size, 4),
        mShare: 0.7,
        gradientShare: 1.3,
        vShare: 2.5,
      }),
    ],
    4e-6,
  ),
  adagrad: updates([(size) => ({ total: positive(size, 3), epsilon: 1e-7 })]),
  adadelta: updates([(size) => ({ square: positive(size, 3), change: positive(size, 4), rho: 0.9, epsilon: 1e-3 })]),
  lion: updates([
    (size) => ({ mean: numbers(size, 3), beta1: 0.9, beta2: 0.99 }),
    // A step of nothing: the sign of 0 is 0.
    (size) => ({ gradient: numbers(size, 2).fill(0), mean: numbers(size, 3).fill(0), beta1: 0.9, beta2: 0.99 }),
  ]),
};

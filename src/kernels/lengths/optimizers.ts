import { needsSome, type Rules } from "./rule.ts";

/** All arrays of an optimizer have one element for each weight. */
export const optimizerRules = {
  sgd: ({ size }) => ({ weights: size, gradient: size, velocity: size }),
  rmsprop: ({ size }) => ({ weights: size, gradient: size, square: size, mean: size, velocity: size }),
  adam(args, call) {
    const { size, step } = args;
    needsSome(call, "step", step);
    return { weights: size, gradient: size, m: size, v: size, vHat: size };
  },
  nadam: ({ size }) => ({ weights: size, gradient: size, m: size, v: size }),
  adagrad: ({ size }) => ({ weights: size, gradient: size, total: size }),
  adadelta: ({ size }) => ({ weights: size, gradient: size, square: size, change: size }),
  lion: ({ size }) => ({ weights: size, gradient: size, mean: size }),
} satisfies Partial<Rules>;

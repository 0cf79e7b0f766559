/**
 * Codes of the activations, the same in kernels/activations.h.
 * Definitions are Keras 3's; alpha of leakyRelu is 0.2, of elu 1; gelu is the exact one (erf).
 */
export const activationCodes = {
  linear: 0,
  tanh: 1,
  sigmoid: 2,
  relu: 3,
  /** clip(x/6 + 0.5, 0, 1), Keras 3 */
  hardSigmoid: 4,
  /** clip(0.2·x + 0.5, 0, 1), Keras 2 */
  hardSigmoidKeras2: 5,
  elu: 6,
  selu: 7,
  softplus: 8,
  softsign: 9,
  exponential: 10,
  leakyRelu: 11,
  relu6: 12,
  // From here on the derivative needs x, not only y: not for recurrent cells.
  silu: 13,
  gelu: 14,
  mish: 15,
} as const;

export type ActivationName = keyof typeof activationCodes;

/** Activations whose derivative follows from their value, so that a recurrent kernel need not keep x. */
export type RecurrentActivationName = Exclude<ActivationName, "silu" | "gelu" | "mish">;

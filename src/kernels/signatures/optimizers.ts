import type { Table } from "./kind.ts";

const optimizerArrays = {
  weights: "update",
  gradient: "floats",
} as const;

const optimizerNumbers = {
  size: "size",
  learningRate: "number",
  /** Weight decay: the share of each weight that is subtracted before its step. */
  decay: "number",
} as const;

/** One pass over all weights, and averages of them. */
export const optimizers = {
  /** average ← momentum · average + (1 − momentum) · x */
  movingAverage: { x: "floats", average: "update", momentum: "number", size: "size" },
  /*
   * Optimizers. g is the gradient, rate is learningRate; before anything else w ← w − decay · w. All arrays have `size`
   * elements.
   */

  /**
   * velocity ← momentum · velocity − rate · g; w ← w + velocity, or with nesterov w ← w + momentum · velocity − rate ·
   * g. No velocity: w ← w − rate · g.
   */
  sgd: {
    ...optimizerArrays,
    velocity: "update?",
    ...optimizerNumbers,
    momentum: "number",
    nesterov: "flag",
  },
  /**
   * square ← ρ · square + (1 − ρ) · g²; centered: mean ← ρ · mean + (1 − ρ) · g and mean² is subtracted from square.
   * step = rate · g / √(square + ε), or with epsilonOutside rate · g / (√square + ε).
   * momentum > 0: velocity ← momentum · velocity + step, w ← w − velocity; else w ← w − step.
   */
  rmsprop: {
    ...optimizerArrays,
    square: "update",
    mean: "update?",
    velocity: "update?",
    ...optimizerNumbers,
    rho: "number",
    momentum: "number",
    epsilon: "number",
    epsilonOutside: "flag",
  },
  /**
   * Adam (Kingma & Ba 2015): m ← β₁ · m + (1 − β₁) · g, v ← β₂ · v + (1 − β₂) · g², w ← w − rate · √(1 − β₂ᵗ)/(1 − β₁ᵗ)
   * · m / (√v + ε), t = step ≥ 1. As Keras: ε is not bias-corrected. With vHat (AMSGrad): vHat ← max(vHat, v)
   * replaces v in the denominator.
   */
  adam: {
    ...optimizerArrays,
    m: "update",
    v: "update",
    vHat: "update?",
    ...optimizerNumbers,
    beta1: "number",
    beta2: "number",
    epsilon: "number",
    step: "size",
  },
  /** m and v as for adam; w ← w − rate · (mShare · m + gradientShare · g) / (√(vShare · v) + ε). */
  nadam: {
    ...optimizerArrays,
    m: "update",
    v: "update",
    ...optimizerNumbers,
    beta1: "number",
    beta2: "number",
    epsilon: "number",
    mShare: "number",
    gradientShare: "number",
    vShare: "number",
  },
  /** total ← total + g²; w ← w − rate · g / √(total + ε) */
  adagrad: { ...optimizerArrays, total: "update", ...optimizerNumbers, epsilon: "number" },
  /**
   * square ← ρ · square + (1 − ρ) · g²; d = g · √(change + ε) / √(square + ε); change ← ρ · change + (1 − ρ) · d²; w ←
   * w − rate · d
   */
  adadelta: {
    ...optimizerArrays,
    square: "update",
    change: "update",
    ...optimizerNumbers,
    rho: "number",
    epsilon: "number",
  },
  /** w ← w − rate · sign(β₁ · mean + (1 − β₁) · g), sign(0) = 0; then mean ← β₂ · mean + (1 − β₂) · g */
  lion: { ...optimizerArrays, mean: "update", ...optimizerNumbers, beta1: "number", beta2: "number" },
} as const satisfies Table;

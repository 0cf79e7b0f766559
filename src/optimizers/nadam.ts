import { kernels } from "../kernels/current.ts";
import { checkOptions } from "../tensor/options.ts";
import { optimizerOf, slot, type Optimizer } from "./optimizer.ts";
import { checkEpsilon, checkKept, commonNames, type CommonOptions, type LearningRate } from "./options.ts";

export interface NadamOptions extends CommonOptions {
  /** Default: 0.001. */
  readonly learningRate?: LearningRate;
  /** Decay rate of the moving average of g. Default: 0.9. */
  readonly beta1?: number;
  /** Decay rate of the moving average of g². Default: 0.999. */
  readonly beta2?: number;
  /** Keeps the division away from zero. Default: 10⁻⁷. */
  readonly epsilon?: number;
}

/**
 * Adam with Nesterov's momentum (Dozat 2016, "Incorporating Nesterov momentum into Adam"), m and s as in adam:
 *
 *   μₜ = β₁ · (1 − ½ · 0.96ᵗ)          Πₜ = μ₁ · … · μₜ
 *   w ← w − rate · (μₜ₊₁ / (1 − Πₜ₊₁) · m + (1 − μₜ) / (1 − Πₜ) · g) / (√(s / (1 − β₂ᵗ)) + ε)        t = 1, 2, …
 *
 * Definition and defaults: Keras 3, Nadam.
 */
export function nadam(options: NadamOptions = {}): Optimizer {
  checkOptions("nadam", options, { ...commonNames, beta1: true, beta2: true, epsilon: true });
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 } = options;
  checkKept("nadam", "beta1", beta1);
  checkKept("nadam", "beta2", beta2);
  checkEpsilon("nadam", epsilon);
  return optimizerOf("nadam", options, 0.001, (size) => {
    const m = slot(size);
    const v = slot(size);
    const arrays = { m: m.storage, v: v.storage };
    const productAt = productOf((step) => momentumAt(beta1, step));
    return {
      slots: { momentum: m, velocity: v },
      apply(update, step) {
        const product = productAt(step);
        const next = momentumAt(beta1, step + 1);
        const shares = {
          mShare: next / (1 - product * next),
          gradientShare: (1 - momentumAt(beta1, step)) / (1 - product),
          vShare: 1 / (1 - beta2 ** step),
        };
        kernels.nadam({ ...update, ...arrays, beta1, beta2, epsilon, ...shares });
      },
    };
  });
}

function momentumAt(beta1: number, step: number): number {
  return beta1 * (1 - 0.5 * 0.96 ** step);
}

/** f(1) · … · f(step), remembered from step to step but the same whatever was asked before. */
function productOf(f: (step: number) => number): (step: number) => number {
  let latest = { step: 0, product: 1 };
  return (step) => {
    let { step: at, product } = step < latest.step ? { step: 0, product: 1 } : latest;
    // Once it is 0 it stays.
    while (at < step && product > 0) product *= f(++at);
    latest = { step, product };
    return product;
  };
}

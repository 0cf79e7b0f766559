import { kernels } from "../kernels/current.ts";
import { checkOptions } from "../tensor/options.ts";
import { optimizerOf, slot, type Optimizer } from "./optimizer.ts";
import { checkEpsilon, checkKept, commonNames, type CommonOptions, type LearningRate } from "./options.ts";

export interface AdamOptions extends CommonOptions {
  /** Default: 0.001. */
  readonly learningRate?: LearningRate;
  /** Decay rate of the moving average of g. Default: 0.9. */
  readonly beta1?: number;
  /** Decay rate of the moving average of g². Default: 0.999. */
  readonly beta2?: number;
  /** Keeps the division away from zero. Default: 10⁻⁷. */
  readonly epsilon?: number;
  /**
   * Divide by the root of the largest s so far (Reddi et al. 2018, "On the convergence of Adam and beyond"). Default:
   * false.
   */
  readonly amsgrad?: boolean;
}

/**
 * Adam (Kingma & Ba 2015, arXiv:1412.6980, in the form of the end of section 2):
 *
 *   m ← β₁ · m + (1 − β₁) · g
 *   s ← β₂ · s + (1 − β₂) · g²
 *   w ← w − rate · √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√s + ε)        t = 1, 2, …
 *
 * Definition and defaults: Keras 3, Adam.
 */
export function adam(options: AdamOptions = {}): Optimizer {
  return adamOf("adam", options);
}

export interface AdamWOptions extends AdamOptions {
  /** As for every optimizer, but by default 0.004. */
  readonly weightDecay?: number;
}

/**
 * Adam with weight decay apart from the gradient (Loshchilov & Hutter 2019, arXiv:1711.05101). Definition and defaults:
 * Keras 3, AdamW.
 */
export function adamW(options: AdamWOptions = {}): Optimizer {
  return adamOf("adamW", options, 0.004);
}

function adamOf(kind: string, options: AdamOptions, weightDecay = 0): Optimizer {
  checkOptions(kind, options, { ...commonNames, beta1: true, beta2: true, epsilon: true, amsgrad: true });
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7, amsgrad = false } = options;
  checkKept(kind, "beta1", beta1);
  checkKept(kind, "beta2", beta2);
  checkEpsilon(kind, epsilon);
  return optimizerOf(kind, { weightDecay, ...options }, 0.001, (size) => {
    const m = slot(size);
    const v = slot(size);
    const vHat = amsgrad ? slot(size) : null;
    const arrays = { m: m.storage, v: v.storage, vHat: vHat?.storage ?? null };
    return {
      slots: { momentum: m, velocity: v, ...(vHat === null ? {} : { velocityHat: vHat }) },
      apply: (update, step) => kernels.adam({ ...update, ...arrays, beta1, beta2, epsilon, step }),
    };
  });
}

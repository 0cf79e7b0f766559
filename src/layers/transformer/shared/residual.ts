import { add } from "../../../ops/add.ts";
import { dropout } from "../../../ops/dropout.ts";
import { layerNormalization } from "../../../ops/layer-normalization.ts";
import { initializers } from "../../../initializers/registry.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import { fold } from "../../../tensor/random.ts";
import type { CallContext, WeightMaker } from "../../layer.ts";

export interface ResidualOptions {
  /** Share of what the part makes that is dropped while training. */
  readonly dropout: number;
  /** Normalize what the part reads, rather than the sum. */
  readonly normalizeFirst: boolean;
  readonly layerNormEpsilon: number;
}

/** Runs a part of a Transformer on x and adds what it makes to x. */
export type Residual = (x: Tensor, context: CallContext, part: (x: Tensor) => Tensor) => Tensor;

/**
 * What the Transformer does around each part f of its layers (Vaswani et al. 2017, arXiv:1706.03762, sections 3.1 and
 * 5.4):
 *
 *   post-norm, as in the paper      y = norm(x + drop(f(x)))
 *   pre-norm (normalizeFirst)       y = x + drop(f(norm(x)))
 *
 * Weights <norm>.gamma and <norm>.beta [features]. Dropout is drawn by the context's key folded with `part`.
 */
export function residual(
  { dropout: rate, normalizeFirst, layerNormEpsilon }: ResidualOptions,
  { part, norm, features }: { readonly part: string; readonly norm: string; readonly features: number },
  weight: WeightMaker,
): Residual {
  const normalize = normalization(norm, features, layerNormEpsilon, weight);
  return (x, context, f) => {
    const branch = dropped(f(normalizeFirst ? normalize(x) : x), rate, part, context);
    const total = add(x, branch);
    return normalizeFirst ? total : normalize(total);
  };
}

/** Layer normalization with weights <name>.gamma and <name>.beta [features]. */
export function normalization(
  name: string,
  features: number,
  epsilon: number,
  weight: WeightMaker,
): (x: Tensor) => Tensor {
  const gamma = weight(`${name}.gamma`, [features], initializers.ones());
  const beta = weight(`${name}.beta`, [features], initializers.zeros());
  return (x) => layerNormalization(x, gamma, beta, epsilon);
}

/** x with dropout while training, drawn by the context's key folded with `purpose`. */
export function dropped(x: Tensor, rate: number, purpose: string, { training, key }: CallContext): Tensor {
  return training && rate > 0 ? dropout(x, rate, fold(key, purpose)) : x;
}

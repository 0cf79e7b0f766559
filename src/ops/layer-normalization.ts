import { kernels } from "../kernels/current.ts";
import { record } from "../tensor/tape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { scale } from "./scale.ts";
import { asMatrix, checkShape } from "./shared/checks.ts";

/**
 * y = γ ∘ (x − mean) / √(variance + epsilon) + β, mean and variance (divided by n) taken along the last axis: x [...,
 * n], γ and β [n], null for ones and zeros; an empty tensor gives an empty one. Ba et al. 2016, arXiv:1607.06450,
 * equation 4; as in Keras, epsilon is inside the root.
 */
export function layerNormalization(x: Tensor, gamma: Tensor | null, beta: Tensor | null, epsilon: number): Tensor {
  const { rows, columns } = asMatrix("layerNormalization: x", x);
  if (gamma !== null) checkShape("layerNormalization: gamma", gamma, [columns]);
  if (beta !== null) checkShape("layerNormalization: beta", beta, [columns]);
  if (columns === 0) return scale(x, 1);
  const y = empty(x.shape);
  const [mean, inverse] = [empty([rows]), empty([rows])];
  kernels.layerNormalization({
    x: x.storage,
    gamma: gamma?.storage ?? null,
    beta: beta?.storage ?? null,
    y: y.storage,
    mean: mean.storage,
    inverse: inverse.storage,
    rows,
    columns,
    epsilon,
  });
  return record(y, [x, gamma, beta], (dy, [, wantsGamma, wantsBeta]) => {
    const dx = empty(x.shape);
    const dGamma = wantsGamma ? empty([columns]) : null;
    const dBeta = wantsBeta ? empty([columns]) : null;
    kernels.layerNormalizationGradient({
      x: x.storage,
      gamma: gamma?.storage ?? null,
      mean: mean.storage,
      inverse: inverse.storage,
      dy: dy.storage,
      dx: dx.storage,
      dGamma: dGamma?.storage ?? null,
      dBeta: dBeta?.storage ?? null,
      rows,
      columns,
    });
    return [dx, dGamma, dBeta];
  });
}

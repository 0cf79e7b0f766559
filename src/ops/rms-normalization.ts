import { kernels } from "../kernels/current.ts";
import { record } from "../tensor/tape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { scale } from "./scale.ts";
import { asMatrix, checkShape } from "./shared/checks.ts";

/**
 * y = γ ∘ x / √(mean of x² + epsilon), the mean taken along the last axis: x [..., n], γ [n] or null for ones. Zhang &
 * Sennrich 2019, arXiv:1910.07467, equation 4, with epsilon inside the root, as in Keras and PyTorch.
 *
 * An empty tensor gives an empty one. With r the inverse root and n = x·r: dx = r · (γ∘dy − n · mean of γ∘dy∘n), dγ = Σ
 * dy ∘ n.
 */
export function rmsNormalization(x: Tensor, gamma: Tensor | null, epsilon: number): Tensor {
  const { rows, columns } = asMatrix("rmsNormalization: x", x);
  if (gamma !== null) checkShape("rmsNormalization: gamma", gamma, [columns]);
  if (columns === 0) return scale(x, 1);
  const [y, inverse] = [empty(x.shape), empty([rows])];
  const kernelArguments = { x: x.storage, gamma: gamma?.storage ?? null, inverse: inverse.storage, rows, columns };
  kernels.rmsNormalization({ ...kernelArguments, y: y.storage, epsilon });
  return record(y, [x, gamma], (dy, [, wantsGamma]) => {
    const dx = empty(x.shape);
    const dGamma = wantsGamma ? empty([columns]) : null;
    kernels.rmsNormalizationGradient({
      ...kernelArguments,
      dy: dy.storage,
      dx: dx.storage,
      dGamma: dGamma?.storage ?? null,
    });
    return [dx, dGamma];
  });
}

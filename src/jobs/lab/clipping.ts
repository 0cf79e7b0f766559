import { clipGradients } from "../../optimizers/clipping.ts";
import type { ClippingCurve } from "../../report/lab/gradients-data.ts";
import { matmul } from "../../ops/matmul.ts";
import { mean } from "../../ops/mean.ts";
import { scope } from "../../tensor/memory.ts";
import { gradients } from "../../tensor/tape.ts";
import { tensor, type Tensor } from "../../tensor/tensor.ts";
import type { GradientCell } from "./gradient-cells.ts";
import { groundOf, type FlowSettings } from "./gradient-flow.ts";

export const clipNorm = 1;

/** Points of a curve by length, at most. */
const mostLengths = 24;

/**
 * The norm of the gradient of all weights together for sequences of growing length, and what is left of it when it is
 * clipped to a norm of 1 (Pascanu et al. 2013, arXiv:1211.5063, section 3.2), as an optimizer with globalClipnorm does.
 */
export function clippingCurve(cell: GradientCell, radius: number, settings: FlowSettings): ClippingCurve {
  const { steps, batch, features } = settings;
  const points = Math.min(steps, mostLengths);
  const lengths = Array.from({ length: points }, (_, i) => Math.round(((i + 1) * steps) / points));
  const norms = scope(() => {
    const { weights, inputs, readout } = groundOf(cell, radius, settings);
    const numbers = inputs.map((input) => input.toArray());
    return lengths.map((length) => {
      const x = new Float64Array(batch * length * features);
      for (let row = 0; row < batch; row++) {
        for (let step = 0; step < length; step++) {
          x.set(numbers[step].subarray(row * features, (row + 1) * features), (row * length + step) * features);
        }
      }
      const { gradients: weightGradients } = gradients(
        () => mean(matmul(cell.run(tensor(x, [batch, length, features]), weights, null).hidden, readout)),
        [weights.kernel, weights.recurrent, weights.bias],
      );
      return clipped(weightGradients);
    });
  });
  return {
    radius,
    lengths,
    unclipped: norms.map(({ before }) => (Number.isFinite(before) ? before : null)),
    clipped: norms.map(({ before, after }) => (Number.isFinite(before) ? after : null)),
  };
}

/** Norms of some gradients together before and after clipping. */
function clipped(weightGradients: readonly Tensor[]): { readonly before: number; readonly after: number } {
  const numbers = weightGradients.flatMap((gradient) => Array.from(gradient.toArray()));
  const flat = tensor(numbers);
  clipGradients(flat, [flat.size], { globalClipnorm: clipNorm });
  return { before: Math.hypot(...numbers), after: Math.hypot(...flat.toArray()) };
}

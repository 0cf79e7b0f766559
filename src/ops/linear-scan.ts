import { kernels } from "../kernels/current.ts";
import { record } from "../tensor/tape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { checkShape, lengths } from "./shared/checks.ts";

/**
 * A linear recurrence, element by element, over all steps: y[t] = decay[t] ∘ y[t − 1] + x[t] from y[−1] = initial.
 * decay and x [batch, time, n], initial [batch, n] or null for zeros → [batch, time, n].
 *
 * It is what parallel scans compute (Feng et al. 2024, arXiv:2410.01201, section 2.3): no step waits for a product of
 * matrices. dx[t] = dy[t] + decay[t + 1] ∘ dx[t + 1], dDecay[t] = dx[t] ∘ y[t − 1], dInitial = decay[0] ∘ dx[0].
 */
export function linearScan(decay: Tensor, x: Tensor, initial: Tensor | null): Tensor {
  const [batch, time, channels] = lengths("linearScan: decay", decay, "batch", "time", "n");
  checkShape("linearScan: x", x, decay.shape);
  if (initial !== null) checkShape("linearScan: initial", initial, [batch, channels]);
  const sizes = { batch, time, channels };
  const y = empty(x.shape);
  const [factors, before] = [decay.storage, initial?.storage ?? null];
  kernels.linearScan({ decay: factors, x: x.storage, initial: before, y: y.storage, ...sizes });
  return record(y, [decay, x, initial], (dy, [, , wantsInitial]) => {
    const [dDecay, dx] = [empty(decay.shape), empty(x.shape)];
    const dInitial = wantsInitial ? empty([batch, channels]) : null;
    kernels.linearScanGradient({
      decay: factors,
      initial: before,
      y: y.storage,
      dy: dy.storage,
      dDecay: dDecay.storage,
      dx: dx.storage,
      dInitial: dInitial?.storage ?? null,
      ...sizes,
    });
    return [dDecay, dx, dInitial];
  });
}

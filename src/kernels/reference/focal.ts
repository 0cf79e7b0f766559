import { sigmoid, softplus } from "./activations.ts";
import type { ReferenceKernels } from "./types.ts";

/** Probabilities are clipped to these; both as float32 has them, where 1 − 10⁻⁷ is 1 − 2⁻²³. */
const epsilon = Math.fround(1e-7);
const oneMinusEpsilon = Math.fround(1 - 1e-7);

const clip = (p: number): number => Math.min(Math.max(p, epsilon), oneMinusEpsilon);

/** The derivative of m^γ in m; at 0, where the cross-entropy beside it is 0 as well, it counts as 0. */
function focusDerivative(m: number, gamma: number): number {
  return m > 0 && gamma > 0 ? gamma * m ** (gamma - 1) : 0;
}

export const binaryFocal: ReferenceKernels["binaryFocal"] = (args) => {
  const { prediction, target, weights, value, gradient, examples, width } = args;
  const { gamma, alpha, balanced, smoothing, fromLogits } = args;
  let total = 0;
  for (let i = 0; i < examples * width; i++) {
    const x = prediction[i];
    const t = target[i] * (1 - smoothing) + 0.5 * smoothing;
    const [p, rest] = fromLogits ? [sigmoid(x), sigmoid(-x)] : [x, 1 - x];
    const q = clip(p);
    const entropy = fromLogits ? softplus(x) - x * t : -t * Math.log(q) - (1 - t) * Math.log1p(-q);
    const entropyDerivative = fromLogits ? p - t : p < epsilon || p > oneMinusEpsilon ? 0 : (q - t) / (q * (1 - q));
    const m = t * rest + (1 - t) * p;
    const mDerivative = (1 - 2 * t) * (fromLogits ? p * rest : 1);
    const balance = balanced ? t * alpha + (1 - t) * (1 - alpha) : 1;
    const share = ((weights?.[Math.floor(i / width)] ?? 1) * balance) / (width * examples);
    total += share * m ** gamma * entropy;
    if (gradient !== null) {
      gradient[i] = share * (focusDerivative(m, gamma) * mDerivative * entropy + m ** gamma * entropyDerivative);
    }
  }
  value[0] = total;
};

export const categoricalFocal: ReferenceKernels["categoricalFocal"] = (args) => {
  const { prediction, target, weights, value, gradient, rows, classes, rowsPerWeight } = args;
  const { gamma, alpha, smoothing, fromLogits } = args;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const x = Array.from(prediction.subarray(row * classes, (row + 1) * classes));
    const largest = x.reduce((a, b) => Math.max(a, b), -Infinity);
    const powers = fromLogits ? x.map((each) => Math.exp(each - largest)) : x;
    const sum = powers.reduce((a, b) => a + b, 0);
    const logs = x.map((each) => (fromLogits ? each - largest - Math.log(sum) : Math.log(clip(each / sum))));
    const shares = powers.map((power) => power / sum);
    const clipped = shares.map((q) => (fromLogits ? q : clip(q)));
    const truths = x.map((_, k) => target[row * classes + k] * (1 - smoothing) + smoothing / classes);
    const share = ((weights?.[Math.floor(row / rowsPerWeight)] ?? 1) * alpha) / rows;
    // q times the loss's derivative in q, of every class.
    const pulls = truths.map((t, k) => {
      const q = clipped[k];
      if (t === 0 || q !== shares[k]) return 0;
      return t * (q * focusDerivative(1 - q, gamma) * logs[k] - (1 - q) ** gamma);
    });
    const inside = pulls.reduce((a, b) => a + b, 0);
    truths.forEach((t, k) => {
      if (t !== 0) total -= share * (1 - clipped[k]) ** gamma * t * logs[k];
      if (gradient === null) return;
      const derivative = fromLogits ? pulls[k] - shares[k] * inside : (pulls[k] / (shares[k] || 1) - inside) / sum;
      gradient[row * classes + k] = share * derivative;
    });
  }
  value[0] = total;
};

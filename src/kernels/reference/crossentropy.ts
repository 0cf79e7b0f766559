import type { Floats, ReferenceKernels } from "./types.ts";

type Given = Parameters<ReferenceKernels["softmaxCrossentropy"]>[0];

/** The loss of one row x for the shares T of its classes, and its gradient in x. */
interface RowLoss {
  readonly value: number;
  readonly gradients: readonly number[];
}

/** Probabilities are clipped to these; both as float32 has them, where 1 − 10⁻⁷ is 1 − 2⁻²³. */
const epsilon = Math.fround(1e-7);
const oneMinusEpsilon = Math.fround(1 - 1e-7);

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0);

/** With m = max x and S = Σ e^(x − m): loss Σ T · (m − x + ln S), gradient e^(x − m) / S · Σ T − T. */
function fromLogits(x: readonly number[], shares: readonly number[]): RowLoss {
  const maximum = x.reduce((largest, each) => (each > largest ? each : largest), -Infinity);
  const powers = x.map((each) => Math.exp(each - maximum));
  const sum = sumOf(powers);
  const total = sumOf(shares);
  return {
    // A class that is impossible, with logit −∞, may have no share: 0 · ∞ counts as 0.
    value: sumOf(x.map((each, k) => (shares[k] === 0 ? 0 : shares[k] * (maximum - each)))) + total * Math.log(sum),
    gradients: powers.map((power, k) => (power / sum) * total - shares[k]),
  };
}

/** With s = Σ x and q = x / s, clipped: loss −Σ T · ln q; gradient (Σ T not clipped − T / q not clipped) / s. */
function fromProbabilities(x: readonly number[], shares: readonly number[]): RowLoss {
  const sum = sumOf(x);
  const q = x.map((each) => each / sum);
  const pulls = shares.map((share, k) => (q[k] < epsilon || q[k] > oneMinusEpsilon ? 0 : share / q[k]));
  const inside = sumOf(pulls.map((pull, k) => pull * q[k]));
  return {
    value: sumOf(shares.map((share, k) => -share * Math.log(Math.min(Math.max(q[k], epsilon), oneMinusEpsilon)))),
    gradients: pulls.map((pull) => (inside - pull) / sum),
  };
}

/** The mean over the rows that count; the arguments are explained in src/kernels/signatures/losses.ts. */
function meanOver(args: Given, lossOf: (x: readonly number[], shares: readonly number[]) => RowLoss): void {
  const { prediction, labels, weights, value, gradient, invalid, rows, classes, rowsPerWeight, ignore, ignored } = args;
  const isIgnored = (row: number): boolean => ignore && labels !== null && labels[row] === ignored;
  const every = Array.from({ length: rows }, (_, row) => row);
  invalid[0] = every.findIndex(
    (row) => labels !== null && !isIgnored(row) && !(labels[row] >= 0 && labels[row] < classes),
  );
  if (invalid[0] >= 0) return;
  const count = every.filter((row) => !isIgnored(row)).length;
  let total = 0;
  for (const row of every) {
    const start = row * classes;
    const weight = isIgnored(row) ? 0 : (weights?.[Math.floor(row / rowsPerWeight)] ?? 1);
    if (weight === 0) {
      gradient?.fill(0, start, start + classes);
      continue;
    }
    const x = Array.from(prediction.subarray(start, start + classes));
    const loss = lossOf(x, sharesOf(args, row));
    total += (weight * loss.value) / count;
    loss.gradients.forEach((derivative, k) => put(gradient, start + k, (weight / count) * derivative));
  }
  value[0] = total;
}

function put(array: Floats | null, position: number, value: number): void {
  if (array !== null) array[position] = value;
}

/** T = (1 − ε) · target + ε / classes, the target being 1 at the label and 0 elsewhere where there are labels. */
function sharesOf({ labels, targets, classes, smoothing }: Given, row: number): number[] {
  return Array.from({ length: classes }, (_, k) => {
    const target = labels === null ? (targets?.[row * classes + k] ?? 0) : Number(labels[row] === k);
    return (1 - smoothing) * target + smoothing / classes;
  });
}

export const softmaxCrossentropy: ReferenceKernels["softmaxCrossentropy"] = (args) => meanOver(args, fromLogits);
export const crossentropy: ReferenceKernels["crossentropy"] = (args) => meanOver(args, fromProbabilities);

import { checkOptions } from "../tensor/options.ts";
import { kernels } from "../kernels/current.ts";
import { showShape } from "../tensor/shape.ts";
import { record } from "../tensor/tape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { asMatrix, checkInts, checkShape } from "./shared/checks.ts";

export interface BatchNormalizationOptions {
  /** [n]; null for ones. */
  readonly gamma: Tensor | null;
  /** [n]; null for zeros. */
  readonly beta: Tensor | null;
  /** Added to the variance. */
  readonly epsilon: number;
  /**
   * int32, the shape of x without its last axis: 1 = the row counts in the mean and variance. Null, the default, counts
   * all.
   */
  readonly rowMask?: Tensor | null;
}

/** Mean and variance of each column, [n]. */
export interface ColumnMoments {
  readonly mean: Tensor;
  readonly variance: Tensor;
}

/**
 * Normalization of each feature over a batch (Ioffe & Szegedy 2015, arXiv:1502.03167, algorithm 1): x [..., n] →
 *
 *   y = γ ∘ (x − mean) / √(variance + epsilon) + β        mean and variance (divided by their number) over all axes but
 *                                                         the last
 *
 * With a mask, over the rows that it keeps, the sums divided by their number + 10⁻⁷ as in Keras; y is computed in all
 * rows. Gives the moments too, through which gradients flow back from y. A mask that keeps no row gives mean and
 * variance 0. Throws a RangeError where x has no row at all.
 */
export function batchNormalization(
  x: Tensor,
  options: BatchNormalizationOptions,
): ColumnMoments & { readonly y: Tensor } {
  checkOptions("batchNormalization", options, { gamma: true, beta: true, epsilon: true, rowMask: true });
  const { rows, columns } = asMatrix("batchNormalization: x", x);
  const { rowMask = null } = options;
  if (rows === 0) {
    throw new RangeError(
      `batchNormalization: x has at least one row to take the mean of, got shape ${showShape(x.shape)}`,
    );
  }
  if (rowMask !== null) {
    checkInts("batchNormalization: rowMask", rowMask);
    checkShape("batchNormalization: rowMask", rowMask, x.shape.slice(0, -1));
  }
  const moments = { mean: empty([columns]), variance: empty([columns]) };
  kernels.columnMoments({
    x: x.storage,
    rowMask: rowMask?.storage ?? null,
    mean: moments.mean.storage,
    variance: moments.variance.storage,
    rows,
    columns,
  });
  return { ...moments, y: normalized("batchNormalization", x, moments, options, rowMask, false) };
}

/** The same with moments given, through which no gradient flows: y = γ ∘ (x − mean) / √(variance + epsilon) + β. */
export function normalizeColumns(
  x: Tensor,
  moments: ColumnMoments,
  options: Omit<BatchNormalizationOptions, "rowMask">,
): Tensor {
  checkOptions("normalizeColumns", options, { gamma: true, beta: true, epsilon: true });
  return normalized("normalizeColumns", x, moments, options, null, true);
}

function normalized(
  op: string,
  x: Tensor,
  { mean, variance }: ColumnMoments,
  { gamma, beta, epsilon }: BatchNormalizationOptions,
  rowMask: Tensor | null,
  fixed: boolean,
): Tensor {
  const { rows, columns } = asMatrix(`${op}: x`, x);
  for (const [name, row] of Object.entries({ mean, variance, gamma, beta })) {
    if (row !== null) checkShape(`${op}: ${name}`, row, [columns]);
  }
  const kernelArguments = {
    x: x.storage,
    mean: mean.storage,
    variance: variance.storage,
    gamma: gamma?.storage ?? null,
    rows,
    columns,
    epsilon,
  };
  const y = empty(x.shape);
  kernels.normalizeColumns({ ...kernelArguments, beta: beta?.storage ?? null, y: y.storage });
  return record(y, [x, gamma, beta], (dy, [wantsX, wantsGamma, wantsBeta]) => {
    const dx = wantsX ? empty(x.shape) : null;
    const dGamma = wantsGamma ? empty([columns]) : null;
    const dBeta = wantsBeta ? empty([columns]) : null;
    kernels.normalizeColumnsGradient({
      ...kernelArguments,
      rowMask: rowMask?.storage ?? null,
      dy: dy.storage,
      dx: dx?.storage ?? null,
      dGamma: dGamma?.storage ?? null,
      dBeta: dBeta?.storage ?? null,
      fixed,
    });
    return [dx, dGamma, dBeta];
  });
}

import { showValue } from "../../tensor/show-value.ts";

/**
 * Sums over examples that a linear regression is solved from, in double precision. With n examples x [inputs] and
 * y [outputs]: Σx, Σy, Σx·xᵀ and Σx·yᵀ.
 */
export interface Moments {
  readonly inputs: number;
  readonly outputs: number;
  count: number;
  /** [inputs] */
  readonly x: Float64Array;
  /** [outputs] */
  readonly y: Float64Array;
  /** [inputs, inputs] */
  readonly xx: Float64Array;
  /** [inputs, outputs] */
  readonly xy: Float64Array;
}

/** A linear map: y = x·kernel + bias. */
export interface LinearMap {
  /** [inputs, outputs] */
  readonly kernel: Float64Array;
  /** [outputs] */
  readonly bias: Float64Array;
}

export function noMoments(inputs: number, outputs: number): Moments {
  return {
    inputs,
    outputs,
    count: 0,
    x: new Float64Array(inputs),
    y: new Float64Array(outputs),
    xx: new Float64Array(inputs * inputs),
    xy: new Float64Array(inputs * outputs),
  };
}

/** The moments of some of the inputs, by their indices. */
export function momentsOf(inputs: readonly number[], { inputs: all, outputs, count, x, y, xx, xy }: Moments): Moments {
  const some = noMoments(inputs.length, outputs);
  inputs.forEach((from, i) => {
    some.x[i] = x[from];
    inputs.forEach((other, j) => (some.xx[i * inputs.length + j] = xx[from * all + other]));
    some.xy.set(xy.subarray(from * outputs, (from + 1) * outputs), i * outputs);
  });
  some.y.set(y);
  some.count = count;
  return some;
}

/** The moments of examples whose means are taken to be 0, so that the bias is 0. */
export function withoutMeans(moments: Moments): Moments {
  return { ...moments, x: new Float64Array(moments.inputs), y: new Float64Array(moments.outputs) };
}

/**
 * Ridge regression (Hoerl and Kennard 1970, equation 2.3, with an intercept that is not penalized): the W and b that
 * minimize
 *   Σ ‖y − x·W − b‖² / n + penalty · v · ‖W‖²
 * where v is the mean variance of the inputs, so that a penalty means the same whatever their unit. With x and y less
 * their means, W = (XᵀX/n + penalty · v · I)⁻¹ · XᵀY/n.
 *
 * Throws a RangeError for a penalty that is not above 0, or without examples.
 */
export function ridge(moments: Moments, penalty: number): LinearMap {
  const { inputs, outputs, count: n, x, y, xx, xy } = moments;
  if (!(penalty > 0)) throw new RangeError(`ridge: the penalty is a number above 0, got ${showValue(penalty)}`);
  if (!(n > 0)) throw new RangeError("ridge: there are no examples");
  const covariance = new Float64Array(inputs * inputs);
  let variance = 0;
  for (let i = 0; i < inputs; i++) {
    for (let j = 0; j < inputs; j++) covariance[i * inputs + j] = xx[i * inputs + j] / n - (x[i] / n) * (x[j] / n);
    variance += covariance[i * inputs + i] / inputs;
  }
  // Where no input varies, every W is as good: 0 is what remains.
  const added = penalty * (variance > 0 ? variance : 1);
  for (let i = 0; i < inputs; i++) covariance[i * inputs + i] += added;
  const kernel = new Float64Array(inputs * outputs);
  for (let i = 0; i < inputs; i++)
    for (let k = 0; k < outputs; k++) kernel[i * outputs + k] = xy[i * outputs + k] / n - (x[i] / n) * (y[k] / n);
  decompose(covariance, inputs);
  solve(covariance, inputs, kernel, outputs);
  const bias = new Float64Array(outputs);
  for (let k = 0; k < outputs; k++) {
    bias[k] = y[k] / n;
    for (let i = 0; i < inputs; i++) bias[k] -= (x[i] / n) * kernel[i * outputs + k];
  }
  return { kernel, bias };
}

/** Cholesky's decomposition of a symmetric positive definite matrix [size, size], in its lower triangle: A = L·Lᵀ. */
function decompose(a: Float64Array, size: number): void {
  for (let j = 0; j < size; j++) {
    const row = j * size;
    let pivot = a[row + j];
    for (let k = 0; k < j; k++) pivot -= a[row + k] ** 2;
    // Rounding may leave nothing of a pivot where inputs repeat each other; the penalty's share then counts as 0.
    const root = Math.sqrt(Math.max(pivot, Number.MIN_VALUE));
    a[row + j] = root;
    for (let i = j + 1; i < size; i++) {
      const other = i * size;
      let sum = a[other + j];
      for (let k = 0; k < j; k++) sum -= a[other + k] * a[row + k];
      a[other + j] = sum / root;
    }
  }
}

/** b [size, columns] becomes A⁻¹·b, where l holds the decomposition of A. */
function solve(l: Float64Array, size: number, b: Float64Array, columns: number): void {
  for (let c = 0; c < columns; c++) {
    for (let i = 0; i < size; i++) {
      let sum = b[i * columns + c];
      for (let k = 0; k < i; k++) sum -= l[i * size + k] * b[k * columns + c];
      b[i * columns + c] = sum / l[i * size + i];
    }
    for (let i = size - 1; i >= 0; i--) {
      let sum = b[i * columns + c];
      for (let k = i + 1; k < size; k++) sum -= l[k * size + i] * b[k * columns + c];
      b[i * columns + c] = sum / l[i * size + i];
    }
  }
}

import { kernels } from "../kernels/current.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { asMatrix, checkNotDifferentiated } from "./shared/checks.ts";

/** The most probable of each row. */
export interface TopLogProbabilities {
  /** Logarithms of their probabilities, largest first, [..., count]. */
  readonly values: Tensor;
  /** Where they are along the last axis, int32 [..., count]. */
  readonly positions: Tensor;
}

/**
 * The `count` largest of log softmax(x) along the last axis, of equals the first: x [..., columns]. NaNs are passed over; what is then missing
 * is −∞ at 0. Not differentiable. Throws a RangeError when there are fewer columns than that.
 */
export function topLogProbabilities(x: Tensor, count: number): TopLogProbabilities {
  checkNotDifferentiated("topLogProbabilities: x", x);
  const { rows, columns } = asMatrix("topLogProbabilities: x", x);
  if (!Number.isSafeInteger(count) || count < 1 || count > columns) {
    throw new RangeError(
      `topLogProbabilities: count must be from 1 to the length of x's last axis, ${columns}, got ${count}`,
    );
  }
  const leading = x.shape.slice(0, -1);
  const values = empty([...leading, count]);
  const positions = empty([...leading, count], "int32");
  kernels.topLogProbabilities({
    x: x.storage,
    values: values.storage,
    positions: positions.storage,
    rows,
    columns,
    count,
  });
  return { values, positions };
}

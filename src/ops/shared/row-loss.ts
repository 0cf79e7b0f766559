import type { Storage } from "../../kernels/backend.ts";
import { sameShape, showShape, type Shape } from "../../tensor/shape.ts";
import { isRecording, record } from "../../tensor/tape.ts";
import { empty, type Tensor } from "../../tensor/tensor.ts";
import { asMatrix, checkNotDifferentiated, checkSameShape } from "./checks.ts";
import { timesNumber } from "./product.ts";

/** What kernels of losses of whole rows read and write. */
export interface RowLoss {
  readonly prediction: Storage;
  readonly target: Storage;
  readonly weights: Storage | null;
  readonly value: Storage;
  readonly gradient: Storage | null;
  readonly rows: number;
  readonly classes: number;
  readonly rowsPerWeight: number;
}

/** Throws a TypeError unless the weights lie along the first axes of the rows. */
export function checkRowWeights(name: string, weights: Tensor | null, leading: Shape): void {
  if (weights !== null && !sameShape(weights.shape, leading.slice(0, weights.shape.length))) {
    throw new TypeError(
      `${name}: weights lie along the first axes of ${showShape(leading)}, got ${showShape(weights.shape)}`,
    );
  }
}

/**
 * A scalar loss of rows: prediction and target [..., classes], weights along the leading axes
 * (`weighted`), each for all rows below it, or null for ones. The kernel gives value and gradient together.
 */
export function rowLoss(
  name: string,
  prediction: Tensor,
  target: Tensor,
  weights: Tensor | null,
  run: (arrays: RowLoss) => void,
  weighted: Shape = prediction.shape.slice(0, -1),
): Tensor {
  checkSameShape(name, prediction, target);
  const { rows, columns: classes } = asMatrix(`${name}: prediction`, prediction);
  if (prediction.size === 0) {
    throw new TypeError(`${name} reads [..., classes] with at least one element, got ${showShape(prediction.shape)}`);
  }
  checkRowWeights(name, weights, weighted);
  checkNotDifferentiated(`${name}: target`, target);
  checkNotDifferentiated(`${name}: weights`, weights);
  const value = empty([]);
  const gradient = isRecording(prediction) ? empty(prediction.shape) : null;
  run({
    prediction: prediction.storage,
    target: target.storage,
    weights: weights?.storage ?? null,
    value: value.storage,
    gradient: gradient?.storage ?? null,
    rows,
    classes,
    rowsPerWeight: rows / (weights?.size ?? rows),
  });
  if (gradient === null) return value;
  return record(value, [prediction], (dy) => [timesNumber(gradient, dy)]);
}

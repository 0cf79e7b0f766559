import { kernels } from "../../kernels/current.ts";
import { sameShape, showShape } from "../../tensor/shape.ts";
import { isRecording, isUnread, record } from "../../tensor/tape.ts";
import { empty, type Tensor } from "../../tensor/tensor.ts";
import { asMatrix, checkNotDifferentiated, checkSameShape, checkShape, placeOf } from "./checks.ts";
import { timesNumber } from "./product.ts";

export interface CrossentropyOptions {
  /**
   * Along the leading axes of the rows, such as [examples] or [examples, time]; each for all rows below it. Default: 1
   * each.
   */
  readonly weights?: Tensor | null;
  /** ε from 0 to 1: the share of every target that is spread evenly over all classes. Default: 0. */
  readonly labelSmoothing?: number;
  /** The label of rows that count for nothing, such as −1 or that of padding; need not be a class. Default: none. */
  readonly ignoredLabel?: number | null;
  /**
   * Whether the gradient may be written over the prediction, where nothing in the backward pass reads that. Default:
   * false.
   */
  readonly mayOverwrite?: boolean | undefined;
}

/**
 * The shared way of both cross-entropies: prediction [..., classes], targets int32 labels [...] or float shares [...,
 * classes]. The kernel gives the loss and its gradient together, and the gradient is handed on as it is where the loss
 * itself is what is differentiated.
 */
export function crossentropyOf(
  name: "softmaxCrossentropy" | "crossentropy",
  prediction: Tensor,
  targets: Tensor,
  { weights = null, labelSmoothing = 0, ignoredLabel = null, mayOverwrite = false }: CrossentropyOptions,
): Tensor {
  const { rows, columns: classes } = asMatrix(`${name}: prediction`, prediction);
  if (prediction.size === 0) {
    throw new TypeError(`${name} reads [..., classes] with at least one element, got ${showShape(prediction.shape)}`);
  }
  checkOptions(name, labelSmoothing, ignoredLabel);
  const leading = prediction.shape.slice(0, -1);
  const labelled = targets.dtype === "int32";
  if (labelled) checkShape(`${name}: labels`, targets, leading);
  else checkSameShape(name, prediction, targets);
  if (ignoredLabel !== null && !labelled) {
    throw new TypeError(`${name}: ignoredLabel is for int32 labels, got targets of ${targets.dtype}`);
  }
  if (weights !== null && !sameShape(weights.shape, leading.slice(0, weights.shape.length))) {
    throw new TypeError(
      `${name}: weights lie along the first axes of ${showShape(leading)}, got ${showShape(weights.shape)}`,
    );
  }
  checkNotDifferentiated(`${name}: targets`, targets);
  checkNotDifferentiated(`${name}: weights`, weights);
  const value = empty([]);
  const overwrites = mayOverwrite && name === "softmaxCrossentropy" && isUnread(prediction);
  const gradient = !isRecording(prediction) ? null : overwrites ? prediction : empty(prediction.shape);
  const invalid = empty([1], "int32");
  kernels[name]({
    prediction: prediction.storage,
    labels: labelled ? targets.storage : null,
    targets: labelled ? null : targets.storage,
    weights: weights?.storage ?? null,
    value: value.storage,
    gradient: gradient?.storage ?? null,
    invalid: invalid.storage,
    rows,
    classes,
    rowsPerWeight: rows / (weights?.size ?? rows),
    smoothing: labelSmoothing,
    ignore: ignoredLabel !== null,
    ignored: ignoredLabel ?? 0,
  });
  checkLabels(name, targets, invalid.toArray()[0], classes, ignoredLabel);
  if (gradient === null) return value;
  return record(value, [prediction], (dy) => [
    // A second pass over rows of thousands of classes is worth a look at one value.
    dy.toArray()[0] === 1 ? gradient : timesNumber(gradient, dy),
  ]);
}

function checkOptions(name: string, labelSmoothing: number, ignoredLabel: number | null): void {
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
    throw new RangeError(`${name}: labelSmoothing must be from 0 to 1, got ${labelSmoothing}`);
  }
  if (ignoredLabel !== null && (ignoredLabel | 0) !== ignoredLabel) {
    throw new RangeError(`${name}: ignoredLabel must be an int32, got ${ignoredLabel}`);
  }
}

function checkLabels(name: string, labels: Tensor, bad: number, classes: number, ignoredLabel: number | null): void {
  if (bad === -1) return;
  const help =
    ignoredLabel === null
      ? "give the last layer a unit for every class, or name the label that is not to count"
      : `give the last layer a unit for every class; only ${ignoredLabel} does not count`;
  throw new RangeError(
    `${name}: label ${labels.toArray()[bad]} at [${placeOf(bad, labels).join(", ")}] is not a class; ` +
      `classes are 0 to ` +
      `${classes - 1}; help: ${help}`,
  );
}

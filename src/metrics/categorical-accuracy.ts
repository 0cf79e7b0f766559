import { checkOptions, type NoOptions } from "../tensor/options.ts";
import { argmax } from "../ops/argmax.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { meanOverRows, type Metric } from "./metric.ts";

/**
 * Share of predictions [..., classes] that are largest where the target is: both floats, such as one-hot targets. The
 * first of equals counts.
 */
export function categoricalAccuracy(options: NoOptions = {}): Metric {
  checkOptions("categoricalAccuracy", options, {});
  return meanOverRows("categoricalAccuracy", "numbers", (prediction, target) => {
    const [guesses, truths] = [argmax(prediction).toArray(), argmax(target).toArray()];
    return (row) => (guesses[row] === truths[row] ? 1 : 0);
  });
}

export interface SparseAccuracyOptions {
  /** The label of what does not count; give the loss the same. Default: every label counts. */
  readonly ignoreClass?: number;
}

/**
 * Share of predictions [..., classes] that are largest, the first of equals, at their class; targets are the numbers of
 * the classes, int32 [...].
 */
export function sparseCategoricalAccuracy(options: SparseAccuracyOptions = {}): Metric {
  checkOptions("sparseCategoricalAccuracy", options, { ignoreClass: true });
  const { ignoreClass } = options;
  const name = "sparseCategoricalAccuracy";
  return meanOverRows(name, "classes", (prediction, target, classes) => {
    const guesses = argmax(prediction).toArray();
    const labelAt = labelsOf(name, target, classes, ignoreClass);
    return (row) => {
      const label = labelAt(row);
      return label === null ? null : guesses[row] === label ? 1 : 0;
    };
  });
}

/**
 * The label of a row by its number, or null for the one to ignore. Throws a RangeError for another that is not a class.
 */
export function labelsOf(
  name: string,
  target: Tensor,
  classes: number,
  ignoreClass: number | undefined,
): (row: number) => number | null {
  const labels = target.toArray();
  return (row) => {
    const label = labels[row];
    if (label === ignoreClass) return null;
    if (label >= 0 && label < classes) return label;
    throw new RangeError(
      `${name}: label ${label} is not a class; classes are 0 to ${classes - 1}; help: metrics.${name}({ ignoreClass: ` +
        `${label} }) if it is not to count`,
    );
  };
}

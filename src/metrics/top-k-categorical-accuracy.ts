import { checkOptions } from "../tensor/options.ts";
import type { TypedArray } from "../kernels/backend.ts";
import { argmax } from "../ops/argmax.ts";
import { labelsOf, type SparseAccuracyOptions } from "./categorical-accuracy.ts";
import { meanOverRows, type Metric } from "./metric.ts";
import { showValue } from "../tensor/show-value.ts";

export interface TopKOptions {
  /** How many classes may be in front. Default: 5. */
  readonly k?: number;
}

/**
 * Share of predictions [..., classes] with the class of the target, where it is largest, among the k largest: less than
 * k are larger.
 */
export function topKCategoricalAccuracy(options: TopKOptions = {}): Metric {
  checkOptions("topKCategoricalAccuracy", options, { k: true });
  const { k = 5 } = options;
  const name = "topKCategoricalAccuracy";
  checkK(name, k);
  return meanOverRows(name, "numbers", (prediction, target, classes) => {
    const [scores, truths] = [prediction.toArray(), argmax(target).toArray()];
    return (row) => (isAmong(scores, row * classes, classes, truths[row], k) ? 1 : 0);
  });
}

/** The same for targets that are the numbers of the classes, int32 [...]. */
export function sparseTopKCategoricalAccuracy(options: TopKOptions & SparseAccuracyOptions = {}): Metric {
  checkOptions("sparseTopKCategoricalAccuracy", options, { k: true, ignoreClass: true });
  const { k = 5, ignoreClass } = options;
  const name = "sparseTopKCategoricalAccuracy";
  checkK(name, k);
  return meanOverRows(name, "classes", (prediction, target, classes) => {
    const scores = prediction.toArray();
    const labelAt = labelsOf(name, target, classes, ignoreClass);
    return (row) => {
      const label = labelAt(row);
      return label === null ? null : isAmong(scores, row * classes, classes, label, k) ? 1 : 0;
    };
  });
}

function checkK(name: string, k: number): void {
  if (!Number.isSafeInteger(k) || k < 1)
    throw new RangeError(`${name}: k must be an integer of at least 1, got ${showValue(k)}`);
}

/**
 * Whether less than k of the row's scores are larger than that of the class, or NaN, as which the class is never among
 * them.
 */
function isAmong(scores: TypedArray, start: number, classes: number, label: number, k: number): boolean {
  const own = scores[start + label];
  if (Number.isNaN(own)) return false;
  let larger = 0;
  for (let i = start; i < start + classes; i++) if (scores[i] > own || Number.isNaN(scores[i])) larger++;
  return larger < k;
}

import { checkOptions } from "../tensor/options.ts";
import { labelsOf } from "./categorical-accuracy.ts";
import { weightedMean, type Metric } from "./metric.ts";

export interface PerplexityOptions {
  /**
   * The predictions are logits, of which the softmax gives the probabilities; false: they are probabilities.
   * Default: false.
   */
  readonly fromLogits?: boolean;
  /** The label of what does not count, such as padding; give the loss the same. Default: every label counts. */
  readonly ignoreClass?: number;
}

/**
 * e to the mean of −ln p(label): among how many classes, all alike, the model would be as unsure. Predictions [...,
 * classes], targets their numbers, int32 [...]. Probabilities are divided by their sum and clipped to [10⁻⁷, 1 − 10⁻⁷],
 * as the loss does it. The mean is over all labels together, so batches of unequal numbers of labels do not matter.
 */
export function perplexity(options: PerplexityOptions = {}): Metric {
  checkOptions("perplexity", options, { fromLogits: true, ignoreClass: true });
  const { fromLogits = false, ignoreClass } = options;
  return {
    name: "perplexity",
    better: "lower",
    targets: "classes",
    begin() {
      const mean = weightedMean();
      return {
        update(prediction, target, weights) {
          const classes = prediction.shape.at(-1) ?? 0;
          if (target.dtype !== "int32" || target.size * classes !== prediction.size) {
            throw new TypeError(
              "perplexity compares predictions [..., classes] with int32 labels [...], got " +
                `${prediction.toString()} and ${target.toString()}`,
            );
          }
          const x = prediction.toArray();
          const labelAt = labelsOf("perplexity", target, classes, ignoreClass);
          const surprise = fromLogits ? surpriseOfLogits : surpriseOfShares;
          const valueAt = (row: number): number | null => {
            const label = labelAt(row);
            return label === null ? null : surprise(x, row * classes, classes, label);
          };
          mean.add(target.size, valueAt, weights);
        },
        result: () => mean.result(Math.exp),
        save: mean.save,
        load: mean.load,
      };
    },
  };
}

/** ln Σ eˣ − x of the label. */
function surpriseOfLogits(x: ArrayLike<number>, start: number, classes: number, label: number): number {
  let most = -Infinity;
  for (let i = start; i < start + classes; i++) most = Math.max(most, x[i]);
  let sum = 0;
  for (let i = start; i < start + classes; i++) sum += Math.exp(x[i] - most);
  return most - x[start + label] + Math.log(sum);
}

function surpriseOfShares(x: ArrayLike<number>, start: number, classes: number, label: number): number {
  let sum = 0;
  for (let i = start; i < start + classes; i++) sum += x[i];
  return -Math.log(Math.min(Math.max(x[start + label] / sum, 1e-7), 1 - 1e-7));
}

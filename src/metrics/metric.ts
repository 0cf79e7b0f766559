import type { TargetKind } from "../data/dataset.ts";
import { showShape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** A figure that is reported beside the loss, over all examples of an epoch or an evaluation. */
export interface Metric {
  readonly name: string;
  /** Which way is better; early stopping asks. */
  readonly better: "lower" | "higher";
  /** What targets it reads; those of the loss must be the same. Default: "numbers". */
  readonly targets?: TargetKind;
  /** A new sum over no examples. */
  begin(): MetricSum;
}

/** A metric under way. */
export interface MetricSum {
  /** Takes a batch in: predictions [examples, ...], targets of the metric's kind, weights [examples] or null for ones. */
  update(prediction: Tensor, target: Tensor, weights: Tensor | null): void;
  /** The metric over everything taken in so far; NaN before there is anything. */
  result(): number;
}

/**
 * A metric that is a weighted mean over all numbers predicted, in float64, and so does not depend on how examples were put into batches:
 *
 *   finish(Σ weight · value(p, y) / Σ weight)
 *
 * weights may count more finely than examples: each is for as many neighbouring numbers as come out even.
 */
export function meanMetric(
  name: string,
  better: "lower" | "higher",
  value: (prediction: number, target: number) => number,
  finish: (mean: number) => number = (mean) => mean,
): Metric {
  return {
    name,
    better,
    begin() {
      const mean = weightedMean();
      return {
        update(prediction, target, weights) {
          const [p, y] = [prediction.toArray(), target.toArray()];
          if (p.length !== y.length)
            throw new TypeError(
              `${name} compares predictions and targets of one shape, got ${p.length} and ${y.length} numbers`,
            );
          mean.add(p.length, (i) => value(p[i], y[i]), weights);
        },
        result: () => finish(mean.result()),
      };
    },
  };
}

/** Which of its rows of classes a batch got right: 1 or 0 by the number of the row, or null for one that does not count. */
export type RowsRight = (prediction: Tensor, target: Tensor, classes: number) => (row: number) => 1 | 0 | null;

/**
 * The weighted share of rows of classes that are right: predictions [..., classes], and targets [...] if they are classes, else
 * [..., classes]. Weights as for meanMetric.
 */
export function shareOfRows(name: string, targets: TargetKind, rightOf: RowsRight): Metric {
  return {
    name,
    better: "higher",
    targets,
    begin() {
      const mean = weightedMean();
      return {
        update(prediction, target, weights) {
          const classes = prediction.shape.at(-1) ?? 0;
          const labelled = targets === "classes";
          if ((target.dtype === "int32") !== labelled || target.size * (labelled ? classes : 1) !== prediction.size) {
            throw new TypeError(
              `${name} compares predictions [..., classes] with ${labelled ? "int32 labels [...]" : "floats [..., classes]"}, got ${showShape(prediction.shape)} and ${target.toString()}`,
            );
          }
          mean.add(prediction.size / classes, rightOf(prediction, target, classes), weights);
        },
        result: mean.result,
      };
    },
  };
}

/** A weighted mean under way. */
function weightedMean() {
  let total = 0;
  let count = 0;
  return {
    /** Takes in `size` values, by their numbers; null does not count. */
    add(size: number, valueAt: (i: number) => number | null, weights: Tensor | null): void {
      const w = weights?.toArray() ?? [1];
      const width = size / w.length;
      for (let i = 0; i < size; i++) {
        const weight = w[Math.floor(i / width)];
        // A weight of zero leaves out numbers that may not even be numbers, such as missing targets.
        const value = weight === 0 ? null : valueAt(i);
        if (value === null) continue;
        total += weight * value;
        count += weight;
      }
    },
    result: () => total / count,
  };
}

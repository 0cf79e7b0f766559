import type { Tensor } from "../tensor/tensor.ts";

/** A figure that is reported beside the loss, over all examples of an epoch or an evaluation. */
export interface Metric {
  readonly name: string;
  /** Which way is better; early stopping asks. */
  readonly better: "lower" | "higher";
  /** A new sum over no examples. */
  begin(): MetricSum;
}

/** A metric under way. */
export interface MetricSum {
  /** Takes a batch in: prediction and target of one shape [examples, ...], weights [examples] or null for ones. */
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
      let total = 0;
      let count = 0;
      return {
        update(prediction, target, weights) {
          const [p, y] = [prediction.toArray(), target.toArray()];
          if (p.length !== y.length)
            throw new TypeError(
              `${name} compares predictions and targets of one shape, got ${p.length} and ${y.length} numbers`,
            );
          const w = weights?.toArray() ?? [1];
          const width = p.length / w.length;
          for (let i = 0; i < p.length; i++) {
            const weight = w[Math.floor(i / width)];
            // A weight of zero leaves out numbers that may not even be numbers, such as missing targets.
            if (weight === 0) continue;
            total += weight * value(p[i], y[i]);
            count += weight;
          }
        },
        result: () => finish(total / count),
      };
    },
  };
}

import type { TargetKind } from "../data/dataset.ts";
import { showShape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** A value that is reported beside the loss, over all examples of an epoch or an evaluation. */
export interface Metric {
  readonly name: string;
  /** Whether lower or higher values are better, for early stopping. */
  readonly better: "lower" | "higher";
  /** What targets it reads; those of the loss must be the same. Default: "numbers". */
  readonly targets?: TargetKind;
  /** A new state, without examples. */
  begin(): MetricState;
}

/** The state of a metric while batches are added. */
export interface MetricState {
  /**
   * Adds a batch: predictions [examples, ...], targets of the metric's kind, weights [examples] or null for ones.
   */
  update(prediction: Tensor, target: Tensor, weights: Tensor | null): void;
  /** The metric over all batches added so far; 0 without examples or weight, as in Keras. */
  result(): number;
  /**
   * Where there is a value for each class, all of them by name, such as "f1Score.2"; they are reported in place of the
   * result.
   */
  results?(): Readonly<Record<string, number>>;
  /** Its state as an array of numbers, so that training may stop in the middle of an epoch and go on. */
  save?(): Float64Array;
  /** Replaces its state by one that was saved. */
  load?(saved: Float64Array): void;
}

/**
 * A metric that is a weighted mean over all predicted values, in float64, and so does not depend on how examples were
 * put into batches:
 *
 *   finish(Σ weight · value(p, y) / Σ weight), and 0 where Σ weight is 0
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
        result: () => mean.result(finish),
        save: mean.save,
        load: mean.load,
      };
    },
  };
}

/**
 * The value of each row of a batch, such as 1 for right and 0 for wrong, by row index; null for a row that does not
 * count.
 */
export type RowValues = (prediction: Tensor, target: Tensor, classes: number) => (row: number) => number | null;

/**
 * The weighted mean of the values of rows, such as the share that is right: predictions [..., classes], and targets
 * [...] if they are classes, else
 * [..., classes]. Weights as for meanMetric.
 */
export function meanOverRows(name: string, targets: TargetKind, valuesOf: RowValues): Metric {
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
              `${name} compares predictions [..., classes] with ` +
                `${labelled ? "int32 labels [...]" : "floats [..., classes]"}, got ${showShape(prediction.shape)} ` +
                `and ${target.toString()}`,
            );
          }
          mean.add(prediction.size / classes, valuesOf(prediction, target, classes), weights);
        },
        result: () => mean.result(),
        save: mean.save,
        load: mean.load,
      };
    },
  };
}

/** A weighted mean while values are added. */
export interface WeightedMean {
  /** Adds `size` values, by index; null does not count. */
  readonly add: (size: number, valueAt: (i: number) => number | null, weights: Tensor | null) => void;
  /** The mean, or what finish makes of it; 0 where the weights are all 0. */
  readonly result: (finish?: (mean: number) => number) => number;
  readonly save: () => Float64Array;
  readonly load: (saved: Float64Array) => void;
}

export function weightedMean(): WeightedMean {
  let [total, count] = [0, 0];
  return {
    add(size, valueAt, weights) {
      const weightAt = weightsOf(size, weights);
      for (let i = 0; i < size; i++) {
        const weight = weightAt(i);
        // A weight of zero leaves out numbers that may not even be numbers, such as missing targets.
        const value = weight === 0 ? null : valueAt(i);
        if (value === null) continue;
        total += weight * value;
        count += weight;
      }
    },
    result: (finish = (mean) => mean) => (count === 0 ? 0 : finish(total / count)),
    save: () => Float64Array.of(total, count),
    load(saved) {
      [total, count] = saved;
    },
  };
}

/** Metrics alike in all but their values, as one that reports all of these; its own result is the first. */
export function severalValues(metrics: readonly Metric[], names: readonly string[]): Metric {
  return {
    ...metrics[0],
    begin() {
      const sums = metrics.map((metric) => metric.begin());
      return {
        update: (prediction, target, weights) => sums.forEach((sum) => sum.update(prediction, target, weights)),
        result: () => sums[0].result(),
        results: () => Object.fromEntries(sums.map((sum, i) => [names[i], sum.result()])),
        save: () => Float64Array.from(sums.flatMap((sum) => Array.from(sum.save?.() ?? []))),
        load(saved) {
          const length = saved.length / sums.length;
          sums.forEach((sum, i) => sum.load?.(saved.slice(i * length, (i + 1) * length)));
        },
      };
    },
  };
}

/**
 * The weight of each of `size` rows; weights count as finely or more coarsely, each for as many neighbouring rows as
 * come out even.
 */
export function weightsOf(size: number, weights: Tensor | null): (row: number) => number {
  if (weights === null) return () => 1;
  const w = weights.toArray();
  const width = size / w.length;
  return (row) => w[Math.floor(row / width)];
}

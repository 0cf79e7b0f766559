import type { Batch } from "../data/dataset.ts";
import type { CallContext, Masked } from "../layers/layer.ts";
import type { Loss } from "../losses/loss.ts";
import type { Metric, MetricSum } from "../metrics/metric.ts";
import type { Model } from "../models/model.ts";
import { reshape } from "../ops/reshape.ts";
import { sameShape, showShape, size, type Shape } from "../tensor/shape.ts";
import { tensor, type Tensor } from "../tensor/tensor.ts";

/** A model with what is asked of it. */
export interface Compiled {
  readonly model: Model;
  readonly loss: Loss;
  readonly metrics: readonly Metric[];
}

/** The loss of a batch. */
export interface Outcome {
  readonly loss: Tensor;
  /** Takes the batch into the metrics. */
  measure(sums: readonly MetricSum[]): void;
}

/**
 * Runs a batch through the model and compares the output with the targets. Where the output still has a mask, the loss is the mean over the
 * steps that it keeps, as in Keras 3.
 */
export function compare({ model, loss }: Compiled, { x, y, weights }: Batch, context: CallContext): Outcome {
  const output = model.trace(x, context);
  const prediction = output.value;
  const target = targetsLike(prediction.shape, y);
  const rows = rowWeights(output, weights ?? null);
  if (rows === null) {
    return {
      loss: loss.call(prediction, target, null),
      measure: (sums) => sums.forEach((sum) => sum.update(prediction, target, null)),
    };
  }
  const shape = [rows.values.length, prediction.size / rows.values.length];
  const [p, y2] = [reshape(prediction, shape), reshape(target, shape)];
  return {
    loss: loss.call(p, y2, tensor(rows.values.map((weight) => rows.correction * weight))),
    measure(sums) {
      const each = tensor(rows.values);
      for (const sum of sums) sum.update(p, y2, each);
    },
  };
}

/** How much each example counts, or each step where there is a mask; correction · mean over all = mean over the steps that are kept. */
interface RowWeights {
  readonly values: Float64Array;
  readonly correction: number;
}

function rowWeights({ value, mask }: Masked, weights: Tensor | null): RowWeights | null {
  const [examples] = value.shape;
  if (weights !== null && !sameShape(weights.shape, [examples])) {
    throw new TypeError(
      `weights must have one number for each of ${examples} examples, got shape ${showShape(weights.shape)}`,
    );
  }
  const perExample = weights?.toArray() ?? null;
  if (mask === null) return perExample === null ? null : { values: Float64Array.from(perExample), correction: 1 };
  const kept = mask.toArray();
  const steps = kept.length / examples;
  const values = Float64Array.from(kept, (keep, i) => keep * (perExample?.[Math.floor(i / steps)] ?? 1));
  let count = 0;
  for (const keep of kept) count += keep;
  return { values, correction: kept.length / Math.max(1, count) };
}

/** The targets in the shape of the prediction; only lengths of 1 at the end may differ. */
function targetsLike(shape: Shape, target: Tensor): Tensor {
  if (sameShape(target.shape, shape)) return target;
  if (target.size === size(shape) && sameShape(withoutOnes(target.shape), withoutOnes(shape)))
    return reshape(target, shape);
  const help = target.shape[0] === shape[0] ? "; help: make the last layer's units and the targets agree" : "";
  throw new TypeError(`the model predicts ${showShape(shape)}, but the targets are ${showShape(target.shape)}${help}`);
}

function withoutOnes(shape: Shape): Shape {
  let end = shape.length;
  while (end > 1 && shape[end - 1] === 1) end--;
  return shape.slice(0, end);
}

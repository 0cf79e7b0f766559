import type { Batch } from "../data/dataset.ts";
import type { TypedArray } from "../kernels/backend.ts";
import type { Masked } from "../layers/layer.ts";
import type { Loss } from "../losses/loss.ts";
import type { Metric, MetricState } from "../metrics/metric.ts";
import type { Model } from "../models/model.ts";
import { reshape } from "../ops/reshape.ts";
import { sameShape, showShape, size, type Shape } from "../tensor/shape.ts";
import { tensor, type Tensor } from "../tensor/tensor.ts";
import { weightsByClass, type ClassWeight } from "./class-weight.ts";
import type { Trained } from "./trained.ts";

/** A model with its losses and metrics. */
export interface Compiled {
  readonly model: Model;
  /** Loss, weight and metrics of each output, in their order. */
  readonly outputs: readonly CompiledOutput[];
  /** All figures that are reported beside the loss, in the order of batchResult. */
  readonly metrics: readonly Metric[];
  readonly trained: Trained;
}

/** Loss, weight and metrics of one output. */
export interface CompiledOutput {
  readonly loss: Loss;
  /** What its loss is multiplied by in the loss of all. */
  readonly weight: number;
  /** In which every example counts once. */
  readonly metrics: readonly Metric[];
  /** In which examples count as much as their weights say; they come after the others. */
  readonly weightedMetrics: readonly Metric[];
}

/** Throws a TypeError for a metric that cannot read what the loss does. */
export function checkTargets({ loss, metrics }: Pick<CompiledOutput, "loss" | "metrics">): void {
  const wanted = loss.targets ?? "numbers";
  for (const { name, targets = "numbers" } of metrics) {
    if (targets === wanted) continue;
    throw new TypeError(
      `metric ${name} reads targets that are ${targets}, but the loss ${loss.name} reads ${wanted}; help: sparse ` +
        "losses go with sparse metrics, such as sparseCategoricalCrossentropy with sparseCategoricalAccuracy",
    );
  }
}

/** The loss of a batch. */
export interface BatchResult {
  readonly loss: Tensor;
  /** What measure reads, of what the model has made. */
  readonly measured: readonly Tensor[];
  /** Takes the batch into the metrics. */
  measure(sums: readonly MetricState[]): void;
}

export interface CompareOptions {
  readonly classWeight?: ClassWeight | undefined;
  /** Whether the loss may write over the predictions: then there is nothing to measure. Default: false. */
  readonly mayOverwrite?: boolean;
}

/**
 * Compares an output of the model with its targets. Where the output still has a mask, loss and metrics are means over
 * the steps that it keeps, as in Keras 3. Weights of examples and classes count in the loss and the weighted metrics
 * alone.
 */
export function compare(
  { loss, metrics }: Pick<CompiledOutput, "loss" | "metrics">,
  output: Masked,
  { y, weights }: Pick<Batch, "y" | "weights">,
  { classWeight, mayOverwrite = false }: CompareOptions = {},
): BatchResult {
  const prediction = output.value;
  const byClass = classWeight === undefined ? null : weightsByClass(y, classWeight);
  const target = targetsFor(loss, prediction.shape, y);
  const measured = [prediction];
  /** Takes the rows into the metrics, and with what they count into the weighted ones. */
  const measureRows =
    (p: Tensor, t: Tensor, kept: Float64Array | null, counts: Tensor | null) =>
    (sums: readonly MetricState[]): void => {
      const once = kept === null ? null : tensor(kept);
      sums.forEach((sum, i) => sum.update(p, t, i < metrics.length ? once : counts));
    };
  if (loss.targets === "sequences") {
    if (byClass !== null)
      throw new TypeError(`classWeight is for one class per example, and ${loss.name} reads sequences`);
    if (weights !== undefined) checkWeights(weights, prediction.shape[0]);
    return {
      measured,
      loss: loss.call(prediction, target, weights ?? null, output.mask),
      measure: measureRows(prediction, target, null, weights ?? null),
    };
  }
  const { ignoreClass } = loss;
  const rows = rowWeights(output, weights ?? null, ignoreClass === undefined ? null : { target, ignoreClass });
  if (rows === null) {
    const counts = byClass === null ? null : tensor(byClass);
    return {
      measured,
      loss: loss.call(prediction, target, counts, null, mayOverwrite),
      measure: measureRows(prediction, target, null, counts),
    };
  }
  const [p, y2] = [prediction, target].map((whole) =>
    reshape(whole, [rows.values.length, ...whole.shape.slice(rows.axes)]),
  );
  const perExample = rows.values.length / prediction.shape[0];
  const counts = rows.values.map((weight, i) => weight * (byClass?.[Math.floor(i / perExample)] ?? 1));
  return {
    measured,
    loss: loss.call(p, y2, tensor(counts.map((weight) => rows.correction * weight)), null, mayOverwrite),
    measure: (sums) => measureRows(p, y2, rows.kept, tensor(counts))(sums),
  };
}

/**
 * How much each example counts, or each step where there is a mask; correction · mean over all = mean over the steps
 * that are kept.
 */
interface RowWeights {
  readonly values: Float64Array;
  /** Of a mask: 1 for every step that it keeps, and 0 for the others. */
  readonly kept: Float64Array | null;
  /** How many axes of the output the rows were. */
  readonly axes: number;
  readonly correction: number;
}

/** Labels, some of which the loss leaves out of its mean by itself. */
interface Labels {
  readonly target: Tensor;
  readonly ignoreClass: number;
}

function rowWeights({ value, mask }: Masked, weights: Tensor | null, labels: Labels | null): RowWeights | null {
  const [examples] = value.shape;
  if (weights !== null && weights.shape.length === 2 && value.shape.length > 2) checkStepWeights(weights, value.shape);
  else if (weights !== null) checkWeights(weights, examples);
  const given = weights?.toArray() ?? null;
  if (mask === null)
    return given === null
      ? null
      : { values: Float64Array.from(given), kept: null, axes: weights?.shape.length ?? 1, correction: 1 };
  const kept = mask.toArray();
  const steps = kept.length / (given?.length ?? examples);
  const values = Float64Array.from(kept, (keep, i) => keep * (given?.[Math.floor(i / steps)] ?? 1));
  return { values, kept: Float64Array.from(kept), axes: mask.shape.length, correction: correctionOf(kept, labels) };
}

function checkWeights(weights: Tensor, examples: number): void {
  if (!sameShape(weights.shape, [examples])) {
    throw new TypeError(
      `weights must have one number for each of ${examples} examples, got shape ${showShape(weights.shape)}`,
    );
  }
}

function checkStepWeights(weights: Tensor, [examples, time]: Shape): void {
  if (!sameShape(weights.shape, [examples, time])) {
    throw new TypeError(
      `weights must have one number for each example or each of its steps, ${showShape([examples])} or ` +
        `${showShape([examples, time])}, got shape ${showShape(weights.shape)}`,
    );
  }
}

/** How many steps the loss divides by itself, over how many of them the mask keeps. */
function correctionOf(kept: TypedArray, labels: Labels | null): number {
  const all = labels?.target.toArray() ?? kept;
  const perStep = all.length / kept.length;
  let [total, both] = [0, 0];
  for (let i = 0; i < all.length; i++) {
    if (labels !== null && all[i] === labels.ignoreClass) continue;
    total += 1;
    both += kept[Math.floor(i / perStep)];
  }
  return total / Math.max(1, both);
}

/** The targets as the loss reads them. */
function targetsFor({ name, targets = "numbers" }: Loss, shape: Shape, y: Tensor): Tensor {
  if (targets === "sequences") {
    if (y.dtype === "int32" && y.shape.length === 2 && y.shape[0] === shape[0] && shape.length === 3) return y;
    throw new TypeError(
      `${name} compares predictions [examples, time, classes] with int32 labels [examples, labels], got ` +
        `${showShape(shape)} and ${y.toString()}; help: y: intTensor(labels), padded to one length with −1`,
    );
  }
  const classes = targets === "classes";
  if (classes && y.dtype !== "int32") {
    throw new TypeError(
      `${name} reads the numbers of classes, but the targets y are ${y.dtype}; help: y: intTensor(labels), or ` +
        "categoricalCrossentropy for one-hot rows",
    );
  }
  if (!classes && y.dtype === "int32") {
    throw new TypeError(
      `${name} reads floating-point targets, but y is int32; help: y: tensor(numbers), or ` +
        "sparseCategoricalCrossentropy for the numbers of classes",
    );
  }
  const wanted = classes ? shape.slice(0, -1) : shape;
  if (sameShape(y.shape, wanted)) return y;
  // Only lengths of 1 at the end may differ.
  if (y.size === size(wanted) && sameShape(withoutOnes(y.shape), withoutOnes(wanted))) return reshape(y, wanted);
  const reads = classes ? `, so ${name} reads classes ${showShape(wanted)}` : "";
  const help = y.shape[0] === shape[0] ? "; help: make the last layer's units and the targets agree" : "";
  throw new TypeError(
    `the model predicts ${showShape(shape)}${reads}, but the targets are ${showShape(y.shape)}${classes ? "" : help}`,
  );
}

function withoutOnes(shape: Shape): Shape {
  let end = shape.length;
  while (end > 1 && shape[end - 1] === 1) end--;
  return shape.slice(0, end);
}

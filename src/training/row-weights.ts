import type { TypedArray } from "../kernels/backend.ts";
import type { Masked } from "../layers/layer.ts";
import { sameShape, showShape, type Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";

/**
 * How much each example counts, or each step where there is a mask; correction · mean over all = mean over the steps
 * that are kept.
 */
export interface RowWeights {
  readonly values: Float64Array;
  /** Of a mask: 1 for every step that it keeps, and 0 for the others. */
  readonly kept: Float64Array | null;
  /** How many axes of the output the rows were. */
  readonly axes: number;
  readonly correction: number;
}

/** Labels, some of which the loss leaves out of its mean by itself. */
export interface Labels {
  readonly target: Tensor;
  readonly ignoreClass: number;
}

export function rowWeights({ value, mask }: Masked, weights: Tensor | null, labels: Labels | null): RowWeights | null {
  const [examples] = value.shape;
  if (weights !== null && weights.shape.length === 2 && value.shape.length > 2) checkStepWeights(weights, value.shape);
  else if (weights !== null) checkWeights(weights, examples);
  const weightValues = weights?.toArray() ?? null;
  if (mask === null)
    return weightValues === null
      ? null
      : { values: Float64Array.from(weightValues), kept: null, axes: weights?.shape.length ?? 1, correction: 1 };
  const kept = mask.toArray();
  const steps = kept.length / (weightValues?.length ?? examples);
  const values = Float64Array.from(kept, (keep, i) => keep * (weightValues?.[Math.floor(i / steps)] ?? 1));
  return { values, kept: Float64Array.from(kept), axes: mask.shape.length, correction: correctionOf(kept, labels) };
}

export function checkWeights(weights: Tensor, examples: number): void {
  if (!sameShape(weights.shape, [examples])) {
    throw new TypeError(
      `weights must have one value for each of ${examples} examples, got shape ${showShape(weights.shape)}`,
    );
  }
}

function checkStepWeights(weights: Tensor, [examples, time]: Shape): void {
  if (!sameShape(weights.shape, [examples, time])) {
    throw new TypeError(
      `weights must have one value for each example or each of its steps, ${showShape([examples])} or ` +
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

import type { Inputs } from "../tensor/inputs.ts";
import type { Tensor } from "../tensor/tensor.ts";

/**
 * The kind of targets. "numbers": floats in the shape of the predictions, [examples, ...]. "classes": int32 labels
 * [examples, ...], in the shape of the predictions without their last axis, which has a value for every class.
 * "sequences": int32 labels [examples, labels], as many as there are, padded at the end; the predictions are [examples,
 * time, classes].
 */
export type TargetKind = "numbers" | "classes" | "sequences";

/** Examples that are trained on together. The first axis of each tensor counts them. */
export interface Batch<X extends Inputs = Tensor, Y extends Inputs = Tensor> {
  /** One tensor, or a list of them for a model with several inputs. */
  readonly x: X;
  /**
   * Floats, or int32 where the loss reads class indices. A list of tensors for a model with several outputs.
   */
  readonly y: Y;
  /** How much each example counts, [examples], or each of its time steps, [examples, time]. Default: 1 each. */
  readonly weights?: Tensor;
}

/**
 * Where batches come from: arrays, windows over a series, padded texts. X and Y are lists of tensors where a model has
 * several inputs or outputs.
 */
export interface Dataset<X extends Inputs = Tensor, Y extends Inputs = Tensor> {
  /** Batches in one pass over the data; Infinity when batches are drawn at random without end. */
  readonly steps: number;
  /**
   * Batch number `index`, counted over the whole training (epoch · stepsPerEpoch + step). A pure function of index and
   * the data set's seed, so training can resume anywhere. It is called inside a memory scope.
   */
  batch(index: number): Batch<X, Y>;
}

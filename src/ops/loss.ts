import { kernels } from "../kernels/current.ts";
import { lossCodes, type LossName } from "../kernels/losses.ts";
import { showShape } from "../tensor/shape.ts";
import { isRecording, record } from "../tensor/tape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { checkNotDifferentiated, checkSameShape, checkShape } from "./shared/checks.ts";
import { timesNumber } from "./shared/product.ts";

/**
 * The mean over examples of weight · (mean over the example's elements of the loss), as shape []. The losses are in
 * kernels/losses.ts. prediction and target [examples, ...] of the same shape, weights [examples] or null for ones. No
 * gradient flows into target and weights. parameter: δ of huber, label smoothing of the cross-entropies.
 */
export function loss(
  prediction: Tensor,
  target: Tensor,
  weights: Tensor | null,
  name: LossName,
  parameter = 0,
): Tensor {
  checkSameShape(`loss ${name}`, prediction, target);
  const [examples] = prediction.shape;
  if (prediction.size === 0 || examples === undefined) {
    throw new TypeError(
      `loss ${name} reads [examples, ...] with at least one element, got ${showShape(prediction.shape)}`,
    );
  }
  if (weights !== null) checkShape(`loss ${name}: weights`, weights, [examples]);
  checkNotDifferentiated(`loss ${name}: target`, target);
  checkNotDifferentiated(`loss ${name}: weights`, weights);
  const value = empty([]);
  const gradient = isRecording(prediction) ? empty(prediction.shape) : null;
  kernels.loss({
    prediction: prediction.storage,
    target: target.storage,
    weights: weights?.storage ?? null,
    value: value.storage,
    gradient: gradient?.storage ?? null,
    examples,
    width: prediction.size / examples,
    loss: lossCodes[name],
    parameter,
  });
  if (gradient === null) return value;
  return record(value, [prediction], (dy) => [timesNumber(gradient, dy)]);
}

import type { Loss } from "../../losses/loss.ts";
import { binaryCrossentropy } from "../../losses/binary-crossentropy.ts";
import { matmul } from "../../ops/matmul.ts";
import { multiply } from "../../ops/multiply.ts";
import { reshape } from "../../ops/reshape.ts";
import { ones } from "../../tensor/tensor.ts";

/**
 * −ln of the probability given to the right choice: the mean over all rows of predictions [..., choices], which sum to 1 along the last axis, and
 * one-hot targets of the same shape. Made of existing ops: p = Σ prediction ∘ target is the probability of the right choice, and the binary
 * cross-entropy of p with the target 1 is −ln p, with p clipped to at least 10⁻⁷.
 */
export function choiceLoss(): Loss {
  const negativeLog = binaryCrossentropy();
  return {
    name: "choiceLoss",
    call(prediction, target, weights) {
      const choices = prediction.shape[prediction.shape.length - 1];
      const rows = prediction.size / choices;
      const right = matmul(reshape(multiply(prediction, target), [rows, choices]), ones([choices, 1]));
      const [examples] = prediction.shape;
      return negativeLog.call(reshape(right, [examples, rows / examples]), ones([examples, rows / examples]), weights);
    },
  };
}

/** Position of the largest number of a row. */
export function largest(numbers: ArrayLike<number>, from: number, length: number): number {
  let best = 0;
  for (let k = 1; k < length; k++) if (numbers[from + k] > numbers[from + best]) best = k;
  return best;
}

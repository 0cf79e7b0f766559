import { checkOptions } from "../tensor/options.ts";
import { crossentropy } from "../ops/crossentropy.ts";
import { softmaxCrossentropy } from "../ops/softmax-crossentropy.ts";
import type { Loss } from "./loss.ts";

export interface CategoricalCrossentropyOptions {
  /**
   * The predictions are logits, of which the softmax gives the probabilities; false: they are probabilities.
   * Default: false.
   */
  readonly fromLogits?: boolean;
  /**
   * The share of every target that is spread evenly over all classes: target · (1 − labelSmoothing) + labelSmoothing /
   * classes. Default: 0.
   */
  readonly labelSmoothing?: number;
}

/**
 * Mean of −Σ over classes of y ln p, for targets y that are the shares of the classes, such as one-hot rows, and
 * probabilities p; both
 * [examples, ..., classes]. Probabilities are divided by their sum and then clipped to [10⁻⁷, 1 − 10⁻⁷], as in Keras 3;
 * where that clips, the gradient is 0. fromLogits needs neither, is faster, and keeps its gradient when the model is
 * very sure and wrong: prefer it, after a last layer without activation.
 */
export function categoricalCrossentropy(options: CategoricalCrossentropyOptions = {}): Loss {
  checkOptions("categoricalCrossentropy", options, { fromLogits: true, labelSmoothing: true });
  const { fromLogits = false, labelSmoothing = 0 } = options;
  checkLabelSmoothing("categoricalCrossentropy", labelSmoothing);
  const op = fromLogits ? softmaxCrossentropy : crossentropy;
  return {
    name: "categoricalCrossentropy",
    call: (prediction, target, weights, _mask, mayOverwrite) =>
      op(prediction, target, { weights, labelSmoothing, mayOverwrite }),
  };
}

/** Throws a RangeError for a label smoothing outside 0 to 1. */
export function checkLabelSmoothing(loss: string, labelSmoothing: number): void {
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
    throw new RangeError(`${loss}: labelSmoothing must be from 0 to 1, got ${labelSmoothing}`);
  }
}

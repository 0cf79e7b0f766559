import { checkOptions } from "../tensor/options.ts";
import { crossentropy } from "../ops/crossentropy.ts";
import { softmaxCrossentropy } from "../ops/softmax-crossentropy.ts";
import { checkLabelSmoothing, type CategoricalCrossentropyOptions } from "./categorical-crossentropy.ts";
import type { Loss } from "./loss.ts";
import { showValue } from "../tensor/show-value.ts";

export interface SparseCategoricalCrossentropyOptions extends CategoricalCrossentropyOptions {
  /**
   * The label of what is not to count, such as −1 or that of padding; need not be a class. Default: every label counts.
   */
  readonly ignoreClass?: number;
}

/**
 * Mean of −ln p of the right class, for targets that are the numbers of the classes: int32 [examples] or [examples,
 * time], and predictions
 * [examples, classes] or [examples, time, classes]. With ignoreClass the mean is over the labels that count, as in
 * Keras 3. fromLogits and probabilities: as for categoricalCrossentropy. labelSmoothing, which Keras lacks here, is
 * that of PyTorch.
 *
 *   compile(model, { loss: sparseCategoricalCrossentropy({ fromLogits: true }) }).fit({ x, y: intTensor(labels) })
 */
export function sparseCategoricalCrossentropy(options: SparseCategoricalCrossentropyOptions = {}): Loss {
  checkOptions("sparseCategoricalCrossentropy", options, { fromLogits: true, labelSmoothing: true, ignoreClass: true });
  const { fromLogits = false, labelSmoothing = 0, ignoreClass } = options;
  checkLabelSmoothing("sparseCategoricalCrossentropy", labelSmoothing);
  if (ignoreClass !== undefined && (ignoreClass | 0) !== ignoreClass) {
    throw new RangeError(
      `sparseCategoricalCrossentropy: ignoreClass must be an integer, got ${showValue(ignoreClass)}`,
    );
  }
  const op = fromLogits ? softmaxCrossentropy : crossentropy;
  return {
    name: "sparseCategoricalCrossentropy",
    targets: "classes",
    ...(ignoreClass === undefined ? {} : { ignoreClass }),
    call: (prediction, target, weights, _mask, mayOverwrite) =>
      op(prediction, target, { weights, labelSmoothing, ignoredLabel: ignoreClass ?? null, mayOverwrite }),
  };
}

import { scale } from "../../ops/scale.ts";
import { regularizerFrom, type RegularizerOption } from "../../regularizers/registry.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { CallContext } from "../layer.ts";

/**
 * What tells the penalty of a layer's outputs, regularizer(y) / batch, to be added to the loss. Definition: Keras 3,
 * activity_regularizer; masked steps count as the others.
 */
export function activityPenalty(option: RegularizerOption): (outputs: readonly Tensor[], context: CallContext) => void {
  const regularizer = regularizerFrom(option);
  return (outputs, { onPenalty }) => {
    if (regularizer === null || onPenalty === undefined) return;
    for (const y of outputs) onPenalty(scale(regularizer(y), 1 / y.shape[0]));
  };
}

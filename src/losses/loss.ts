import type { TargetKind } from "../data/dataset.ts";
import type { Tensor } from "../tensor/tensor.ts";

/**
 * What training minimizes: a differentiable scalar [] from predictions and targets, the mean over the examples of
 * weight · loss. A loss of one's own is an object with a name and such a function, made of ops.
 */
export interface Loss {
  readonly name: string;
  /** Default: "numbers". */
  readonly targets?: TargetKind;
  /**
   * With targets that are classes: the label of examples that are left out, of the sum and of the count that it is
   * divided by.
   */
  readonly ignoreClass?: number;
  /**
   * weights: [examples] or null for ones. Where the output has a mask, the first axis counts single steps; with targets
   * that are sequences it does not, and the mask [examples, time] is passed instead. mayOverwrite: nobody reads the
   * predictions afterwards, so their memory may be used for something else. Default: false.
   */
  call(
    prediction: Tensor,
    target: Tensor,
    weights: Tensor | null,
    mask?: Tensor | null,
    mayOverwrite?: boolean,
  ): Tensor;
}

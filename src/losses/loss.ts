import type { Tensor } from "../tensor/tensor.ts";

/**
 * What training makes small: a differentiable number [] from predictions and targets [examples, ...] of one shape, the mean over the
 * examples of weight · loss. A loss of one's own is an object with a name and such a function, made of ops.
 */
export interface Loss {
  readonly name: string;
  call(prediction: Tensor, target: Tensor, weights: Tensor | null): Tensor;
}

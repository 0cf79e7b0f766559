import type { Tensor } from "../tensor/tensor.ts";

/** What a weight adds to the loss: a differentiable scalar []. */
export type Regularizer = (weight: Tensor) => Tensor;

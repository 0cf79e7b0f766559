import { kernels } from "../kernels/current.ts";
import { record } from "../tensor/tape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";

/**
 * y = x from zero on, negativeSlope · x below, element by element. dx = dy from zero on, negativeSlope · dy below, as
 * Keras 3 has it on jax; on TensorFlow and PyTorch the gradient at zero is that from below.
 */
export function leakyRelu(x: Tensor, negativeSlope: number): Tensor {
  const y = empty(x.shape);
  kernels.leakyRelu({ x: x.storage, y: y.storage, negativeSlope, size: x.size });
  return record(y, [x], (dy) => {
    const dx = empty(x.shape);
    kernels.leakyReluGradient({ x: x.storage, dy: dy.storage, dx: dx.storage, negativeSlope, size: x.size });
    return [dx];
  });
}

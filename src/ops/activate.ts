import { activationCodes, type ActivationName } from "../kernels/activations.ts";
import { kernels } from "../kernels/current.ts";
import { record } from "../tensor/tape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";

/**
 * y = f(x), element by element; the definitions are in kernels/activations.ts. dx = dy ∘ f′(x). At a kink f′ is that of
 * the flatter side, but at those of selu and leakyRelu that from below and from above, as Keras 3 has them on jax. At
 * ±∞ both are the limits (silu(−∞) is −0, and gelu(∞) is ∞); a NaN gives NaN in both.
 */
export function activate(x: Tensor, name: ActivationName): Tensor {
  const activation = activationCodes[name];
  const y = empty(x.shape);
  kernels.activate({ x: x.storage, y: y.storage, size: y.size, activation });
  return record(y, [x], (dy) => {
    const dx = empty(x.shape);
    kernels.activateGradient({
      x: x.storage,
      y: y.storage,
      dy: dy.storage,
      dx: dx.storage,
      size: x.size,
      activation,
    });
    return [dx];
  });
}

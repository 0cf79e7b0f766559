import { activationCodes, type ActivationName } from "../kernels/activations.ts";
import { kernels } from "../kernels/current.ts";
import { record } from "../tensor/tape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";

/** y = f(x), element by element; the definitions are in kernels/activations.ts. dx = dy ∘ f′(x); at a kink f′ is that of the flatter side. */
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

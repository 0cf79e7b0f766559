import { kernels } from "../kernels/current.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { asMatrix, checkCount, checkNotDifferentiated } from "./shared/checks.ts";

/**
 * The k most probable of each row of logits: x [..., columns] → their places, int32 [..., k], and the logarithms of
 * their probabilities,
 * [..., k], most probable first and the first of equals first.
 *   values = x − ln Σ eˣ over the whole row
 * A NaN counts as larger than every number, as in PyTorch and jax, and makes all values of its row NaN; rows with +∞
 * and rows of −∞ alone have NaN values too. Not differentiable.
 */
export function topK(x: Tensor, k: number): { readonly values: Tensor; readonly indices: Tensor } {
  const { rows, columns } = asMatrix("topK: x", x);
  checkNotDifferentiated("topK: x", x);
  checkCount("topK: k", k);
  if (k > columns) throw new RangeError(`topK: the rows of x hold ${columns} values, got k = ${k}`);
  const shape = [...x.shape.slice(0, -1), k];
  const [values, indices] = [empty(shape), empty(shape, "int32")];
  kernels.topK({ x: x.storage, values: values.storage, indices: indices.storage, rows, columns, k });
  return { values, indices };
}

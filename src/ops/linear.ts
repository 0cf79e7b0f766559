import { kernels } from "../kernels/current.ts";
import { record } from "../tensor/tape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { reshape } from "./reshape.ts";
import { asMatrix, checkShape, lengths } from "./shared/checks.ts";
import { product } from "./shared/product.ts";

/**
 * y = x · w + b along the last axis: x [..., inputs], w [inputs, outputs], b [outputs] or null → [..., outputs].
 * dx = dy · wᵀ; dw = xᵀ · dy and db = Σ dy over all rows.
 */
export function linear(x: Tensor, w: Tensor, b: Tensor | null): Tensor {
  const { rows, columns: inputs } = asMatrix("linear: x", x);
  const [wInputs, outputs] = lengths("linear: w", w, "inputs", "outputs");
  if (wInputs !== inputs) checkShape("linear: w", w, [inputs, outputs]);
  if (b !== null) checkShape("linear: b", b, [outputs]);
  const y = reshape(product(x, w, { rows, inner: inputs, columns: outputs }, b), [...x.shape.slice(0, -1), outputs]);
  return record(
    y,
    [x, w, b],
    (dy, [wantsX, wantsW, wantsB]) => {
      const dx = (): Tensor =>
        reshape(product(dy, w, { rows, inner: outputs, columns: inputs, transposeB: true }), x.shape);
      const dw = (): Tensor => product(x, dy, { rows: inputs, inner: rows, columns: outputs, transposeA: true });
      return [wantsX ? dx() : null, wantsW ? dw() : null, wantsB ? columnSum(dy, rows, outputs) : null];
    },
    { readsResults: false },
  );
}

function columnSum(x: Tensor, rows: number, columns: number): Tensor {
  const y = empty([columns]);
  kernels.columnSum({ x: x.storage, y: y.storage, rows, columns });
  return y;
}

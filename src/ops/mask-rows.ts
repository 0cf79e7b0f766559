import { kernels } from "../kernels/current.ts";
import { record } from "../tensor/tape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { asMatrix, checkInts, checkShape } from "./shared/checks.ts";

/**
 * y = x in the rows that the mask keeps, `value` in the others: x [..., n], mask int32 [...], 1 = keep. Rows that are
 * replaced have gradient zero.
 */
export function maskRows(x: Tensor, mask: Tensor, value = 0): Tensor {
  const { rows, columns } = asMatrix("maskRows: x", x);
  checkInts("maskRows: mask", mask);
  checkShape("maskRows: mask", mask, x.shape.slice(0, -1));
  const y = empty(x.shape);
  kernels.maskRows({ x: x.storage, mask: mask.storage, y: y.storage, value, rows, columns });
  return record(y, [x], (dy) => [maskRows(dy, mask)]);
}

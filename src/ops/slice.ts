import { kernels } from "../kernels/current.ts";
import { record } from "../tensor/tape.ts";
import { empty, zeros, type Tensor } from "../tensor/tensor.ts";
import { asMatrix, checkCount } from "./shared/checks.ts";

/**
 * Columns offset … offset + width − 1 of the last axis: [..., n] → [..., width]. Gradient zero in the other columns.
 */
export function slice(x: Tensor, offset: number, width: number): Tensor {
  const { rows, columns } = asMatrix("slice: x", x);
  checkCount("slice: offset", offset, 0);
  checkCount("slice: width", width);
  if (offset + width > columns) {
    throw new RangeError(
      `slice: columns ${offset} to ${offset + width - 1} of ${x.toString()}: it ends at ${columns - 1}`,
    );
  }
  const y = empty([...x.shape.slice(0, -1), width]);
  kernels.copyColumns({
    x: x.storage,
    y: y.storage,
    rows,
    xStride: columns,
    xOffset: offset,
    yStride: width,
    yOffset: 0,
    width,
  });
  return record(y, [x], (dy) => {
    const dx = zeros(x.shape);
    kernels.copyColumns({
      x: dy.storage,
      y: dx.storage,
      rows,
      xStride: width,
      xOffset: 0,
      yStride: columns,
      yOffset: offset,
      width,
    });
    return [dx];
  });
}

import { kernels } from "../kernels/current.ts";
import { view } from "../tensor/memory.ts";
import { record } from "../tensor/tape.ts";
import { empty, zeros, type Tensor } from "../tensor/tensor.ts";
import { checkCount, checkShape, lengths } from "./shared/checks.ts";

/**
 * y[b, t] = x[b, t] + table[offset + t]: x [batch, time, width], table [positions, width] → x's shape. A row of the
 * table has the sum of its gradients over the examples, rows not read have zero. Throws a RangeError when the table has
 * too few positions.
 */
export function addPositions(x: Tensor, table: Tensor, offset = 0): Tensor {
  const [batch, time, columns] = lengths("addPositions: x", x, "batch", "time", "width");
  const [positions] = lengths("addPositions: table", table, "positions", "width");
  checkShape("addPositions: table", table, [positions, columns]);
  checkCount("addPositions: offset", offset, 0);
  if (offset + time > positions) {
    throw new RangeError(
      `addPositions: the table has ${positions} positions, but positions ${offset} to ${offset + time - 1} are ` +
        "read; help: shorter sequences, or a longer table",
    );
  }
  const width = time * columns;
  const row = view(table.storage, offset * columns, width);
  const y = empty(x.shape);
  kernels.addRow({ x: x.storage, row, y: y.storage, rows: batch, columns: width });
  return record(y, [x, table], (dy, [, wantsTable]) => {
    if (!wantsTable) return [dy, null];
    const dTable = zeros(table.shape);
    const dRow = view(dTable.storage, offset * columns, width);
    kernels.columnSum({ x: dy.storage, y: dRow, rows: batch, columns: width });
    return [dy, dTable];
  });
}

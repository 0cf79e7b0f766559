import { kernels } from "../kernels/current.ts";
import { record } from "../tensor/tape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { checkInts, lengths, placeOf } from "./shared/checks.ts";

/**
 * Rows of a table: y[i] = table[indices[i]]; indices int32 [batch, time] or [batch], table [rows, width] → [...,
 * width]. The gradient of a table row is the sum of dy over all places that read it. Throws a RangeError for an index
 * outside the table.
 */
export function embedding(indices: Tensor, table: Tensor): Tensor {
  const [rows, width] = lengths("embedding: table", table, "rows", "width");
  checkInts("embedding: indices", indices);
  checkRange(indices, rows);
  const y = empty([...indices.shape, width]);
  const count = indices.size;
  kernels.gather({ table: table.storage, indices: indices.storage, y: y.storage, count, width });
  return record(y, [table], (dy) => {
    const dTable = empty(table.shape);
    kernels.gatherGradient({
      indices: indices.storage,
      dy: dy.storage,
      dTable: dTable.storage,
      count,
      rows,
      width,
    });
    return [dTable];
  });
}

function checkRange(indices: Tensor, rows: number): void {
  const position = empty([1], "int32");
  kernels.findOutOfRange({ indices: indices.storage, position: position.storage, count: indices.size, rows });
  const [bad] = position.toArray();
  if (bad === -1) return;
  throw new RangeError(
    `embedding: index ${indices.toArray()[bad]} at [${placeOf(bad, indices).join(", ")}] is not a row of the ` +
      `table, which has rows 0 to ${rows - 1}; help: give the table more rows, or map rare indices to one for ` +
      `"unknown"`,
  );
}

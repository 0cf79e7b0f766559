import { kernels } from "../kernels/current.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { checkCount, checkInts, checkNotDifferentiated, checkShape, lengths } from "./shared/checks.ts";

/** Keys and values that decoding keeps, and where each row's are. */
export interface KeyTable {
  /** [tableRows, capacity, heads, depth] */
  readonly keys: Tensor;
  /** [tableRows, capacity, heads, valueDepth] */
  readonly values: Tensor;
  /**
   * int32 [rows, keyTime], keyTime ≤ capacity: key j of row r is step j of table row keyRows[r, j] − 1; 0 when r does
   * not see it.
   */
  readonly keyRows: Tensor;
}

/**
 * Attention of one query for each row, as in decoding step by step, q [rows, heads, depth] → [rows, heads, valueDepth]:
 * as attention does with its default scale, over the keys that keyRows tells. A row that sees no key gives zeros. Not
 * differentiable. Throws a RangeError when keyRows names rows that the table does not have.
 */
export function attentionStep(q: Tensor, { keys, values, keyRows }: KeyTable): Tensor {
  const [rows, heads, depth] = lengths("attentionStep: q", q, "rows", "heads", "depth");
  const [tableRows, capacity] = lengths("attentionStep: keys", keys, "tableRows", "capacity", "heads", "depth");
  checkShape("attentionStep: keys", keys, [tableRows, capacity, heads, depth]);
  const [, , , valueDepth] = lengths("attentionStep: values", values, "tableRows", "capacity", "heads", "valueDepth");
  checkShape("attentionStep: values", values, [tableRows, capacity, heads, valueDepth]);
  checkInts("attentionStep: keyRows", keyRows);
  const [, keyTime] = lengths("attentionStep: keyRows", keyRows, "rows", "keyTime");
  checkShape("attentionStep: keyRows", keyRows, [rows, keyTime]);
  for (const [name, length] of Object.entries({ rows, heads, depth, valueDepth, keyTime })) {
    checkCount(`attentionStep: ${name}`, length);
  }
  if (keyTime > capacity) {
    throw new RangeError(`attentionStep: keyRows has ${keyTime} keys for each row, the table has ${capacity} steps`);
  }
  for (const [name, x] of Object.entries({ q, keys, values })) checkNotDifferentiated(`attentionStep: ${name}`, x);
  checkRows(keyRows, tableRows);
  const y = empty([rows, heads, valueDepth]);
  kernels.attentionStep({
    q: q.storage,
    k: keys.storage,
    v: values.storage,
    keyRows: keyRows.storage,
    y: y.storage,
    rows,
    keyTime,
    capacity,
    heads,
    depth,
    valueDepth,
    scale: 1 / Math.sqrt(depth),
  });
  return y;
}

function checkRows(keyRows: Tensor, tableRows: number): void {
  const position = empty([1], "int32");
  const [count, rows] = [keyRows.size, tableRows + 1];
  kernels.findOutOfRange({ indices: keyRows.storage, position: position.storage, count, rows });
  const [bad] = position.toArray();
  if (bad === -1) return;
  throw new RangeError(
    `attentionStep: keyRows has ${keyRows.toArray()[bad]} at number ${bad}, but the table has rows 1 to ${tableRows}`,
  );
}

/**
 * Reads forecasts off a model whose states are filtered once along a series: `fill` is called for each entry of `now`
 * when its row is passed. Rows must be visited in ascending order.
 */
export function readerOf(now: Int32Array): {
  /** Fills the entries of all rows before this one, which the filter does not visit. */
  readonly before: (row: number, fill: (entry: number) => void) => void;
  /** Fills the entries of this row. */
  readonly at: (row: number, fill: (entry: number) => void) => void;
  /** The row after the last that is wanted. */
  readonly end: number;
} {
  const order = Int32Array.from(now.keys()).toSorted((a, b) => now[a] - now[b]);
  let next = 0;
  const before = (row: number, fill: (entry: number) => void): void => {
    for (; next < order.length && now[order[next]] < row; next++) fill(order[next]);
  };
  return {
    before,
    at: (row, fill) => before(row + 1, fill),
    end: order.length === 0 ? 0 : now[order[order.length - 1]] + 1,
  };
}

/** The last known value at a row or before it; NaN where there is none. */
export function lastKnown(target: Float64Array, row: number): number {
  let at = row;
  while (at > 0 && Number.isNaN(target[at])) at--;
  return target[at];
}

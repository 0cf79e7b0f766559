/** Numbers that files write where there is no reading. */
const sentinels = [-9999, -999, 999, 9999, -99999, 99999, -999.9, 999.9, -9999.9, 9999.9].map(Math.fround);

/** How often a value stands for "missing" in a column, and where first. */
export interface SentinelFinding {
  readonly value: number;
  readonly count: number;
  readonly rows: readonly number[];
}

/** The values of one column, of a table [rows, columns]. */
export interface ColumnSummary {
  /** Smallest and largest value beside sentinels; NaN when there is none. */
  readonly low: number;
  readonly high: number;
  readonly missing: { readonly count: number; readonly longest: number; readonly rows: readonly number[] };
  readonly sentinels: readonly SentinelFinding[];
}

/** How many places of each kind are remembered. */
export const placesKept = 5;

/**
 * Goes through one column in the given order of rows. −9999 always stands for a missing value; other numbers of that
 * kind (±999, 9999, 99999 and those with .9) do when they lie further from all other values than these lie apart.
 */
export function summarizeColumn(
  values: Float32Array | Float64Array,
  columns: number,
  column: number,
  order: Int32Array,
): ColumnSummary {
  let [low, high] = [Infinity, -Infinity];
  let [count, longest, run] = [0, 0, 0];
  const rows: number[] = [];
  const candidates = new Map<number, { count: number; rows: number[] }>();
  for (const row of order) {
    const value = values[row * columns + column];
    if (Number.isNaN(value)) {
      count++;
      run++;
      longest = Math.max(longest, run);
      if (rows.length < placesKept) rows.push(row);
      continue;
    }
    run = 0;
    const single = Math.fround(value);
    if (sentinels.includes(single)) {
      const found = candidates.get(single) ?? { count: 0, rows: [] };
      found.count++;
      if (found.rows.length < placesKept) found.rows.push(row);
      candidates.set(single, found);
    } else {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  const span = high - low;
  const found: SentinelFinding[] = [];
  for (const [value, finding] of candidates) {
    const far = span > 0 && (value < low - span || value > high + span);
    if (value === -9999 || far) found.push({ value, ...finding });
  }
  for (const value of candidates.keys()) {
    if (found.some((finding) => finding.value === value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const known = low <= high;
  return {
    low: known ? low : NaN,
    high: known ? high : NaN,
    missing: { count, longest, rows },
    sentinels: found.toSorted((a, b) => b.count - a.count),
  };
}

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

/** Which values stand for "missing", and which do not, beside what is found. */
export interface SentinelOptions {
  /** Values that stand for "missing" in every column, such as [-1248]. Default: none. */
  readonly sentinels?: readonly number[];
  /** Values that are readings although they look like no reading, such as [9999]. Default: none. */
  readonly keep?: readonly number[];
}

/** Values of a column that its middle half is found from. */
const valuesSampled = 10_001;
const widthsAway = 10_000;

/** Beyond these a value is no reading of its column: one of them would drown all others where they are scaled. */
function brokenBeyond(
  values: Float32Array | Float64Array,
  columns: number,
  column: number,
  order: Int32Array,
): { readonly low: number; readonly high: number } {
  const every = Math.ceil(order.length / valuesSampled);
  const sample = Float64Array.from(
    { length: Math.ceil(order.length / every) || 0 },
    (_, i) => values[order[i * every] * columns + column],
  ).filter((value) => !Number.isNaN(value));
  sample.sort();
  const quarter = Math.floor(sample.length / 4);
  const [first, third] = [sample[quarter] ?? 0, sample[sample.length - 1 - quarter] ?? 0];
  const width = third - first;
  return width > 0
    ? { low: first - widthsAway * width, high: third + widthsAway * width }
    : { low: -Infinity, high: Infinity };
}

/** How many places of each kind are remembered. */
export const placesKept = 5;

/**
 * Goes through one column in the given order of rows. −9999 always stands for a missing value; other numbers of that
 * kind (±999, 9999, 99999 and those with .9) do when they lie further from all other values than these lie apart, and
 * any value that lies 10,000 times as far from the middle half of a column as that is wide.
 */
export function summarizeColumn(
  values: Float32Array | Float64Array,
  columns: number,
  column: number,
  order: Int32Array,
  { sentinels: wanted = [], keep = [] }: SentinelOptions = {},
): ColumnSummary {
  const [named, kept] = [wanted.map(Math.fround), keep.map(Math.fround)];
  const broken = brokenBeyond(values, columns, column, order);
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
    const isBroken = !kept.includes(single) && (value < broken.low || value > broken.high);
    if (isBroken || named.includes(single) || (sentinels.includes(single) && !kept.includes(single))) {
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
    const outlier = value < broken.low || value > broken.high;
    if (value === -9999 || named.includes(value) || outlier || far) found.push({ value, ...finding });
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

import type { Numbers } from "./numbers.ts";

/**
 * The values below which the shares `p` (0 to 1) of all values lie, between neighbours in proportion: position p · (n −
 * 1) in the sorted values, counted from 0 (Hyndman and Fan 1996, definition 7). Missing values do not count; `null`
 * when there are none.
 */
export function quantiles<const P extends readonly number[]>(values: Numbers, p: P): { [K in keyof P]: number | null };
export function quantiles(values: Numbers, p: readonly number[]): (number | null)[] {
  const sorted = Float64Array.from(values)
    .filter((value) => Number.isFinite(value))
    .toSorted();
  return p.map((share) => {
    if (!(share >= 0 && share <= 1)) throw new RangeError(`quantiles: share is ${share}, expected 0 to 1`);
    if (sorted.length === 0) return null;
    const position = share * (sorted.length - 1);
    const below = Math.floor(position);
    const above = Math.ceil(position);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  });
}

import type { Series } from "./time-line.ts";

/**
 * A series for drawing, with at most `limit` points that still reaches every extreme. The first and last point stay;
 * those between are cut into equally many neighbouring points, of which the smallest and the largest remain, in order
 * of time. A range without any value becomes one `null`; a gap that is shorter disappears. A series that is short
 * enough is only copied.
 */
export function thin(times: ArrayLike<number>, values: ArrayLike<number>, limit = 2000): Series {
  if (times.length !== values.length) {
    throw new RangeError(`thin: ${times.length} times and ${values.length} values, expected as many of each`);
  }
  if (!(limit >= 4)) throw new RangeError(`thin: limit is ${limit}, expected 4 or more`);
  const count = values.length;
  const kept = count <= limit ? Array.from({ length: count }, (_, index) => index) : extremes(values, limit);
  return {
    times: kept.map((index) => times[index]),
    values: kept.map((index) => (Number.isFinite(values[index]) ? values[index] : null)),
  };
}

/** Indices of the first point, the extremes of (limit − 2) / 2 buckets, and the last point. */
function extremes(values: ArrayLike<number>, limit: number): number[] {
  const inner = values.length - 2;
  const buckets = Math.floor((limit - 2) / 2);
  const kept = [0];
  for (let bucket = 0; bucket < buckets; bucket++) {
    const from = 1 + Math.floor((bucket * inner) / buckets);
    const to = 1 + Math.floor(((bucket + 1) * inner) / buckets);
    let smallest = -1;
    let largest = -1;
    for (let index = from; index < to; index++) {
      if (!Number.isFinite(values[index])) continue;
      if (smallest < 0 || values[index] < values[smallest]) smallest = index;
      if (largest < 0 || values[index] > values[largest]) largest = index;
    }
    if (smallest < 0) kept.push(from);
    else if (smallest === largest) kept.push(smallest);
    else kept.push(Math.min(smallest, largest), Math.max(smallest, largest));
  }
  kept.push(values.length - 1);
  return kept;
}

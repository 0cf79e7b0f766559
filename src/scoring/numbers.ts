/** Numbers by index; NaN and infinities stand for missing values. */
export type Numbers = ArrayLike<number>;

/** The arithmetic mean; `null` of nothing. */
export function mean(values: ArrayLike<number> & Iterable<number>): number | null {
  if (values.length === 0) return null;
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** Throws a RangeError in the name of `who` unless there is one value for each time. */
export function sameLength(who: string, times: Numbers, values: Numbers): void {
  if (times.length === values.length) return;
  throw new RangeError(`${who}: ${times.length} times and ${values.length} values, expected as many of each`);
}

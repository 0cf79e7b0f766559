/** Position of the largest number of a row. */
export function largest(numbers: ArrayLike<number>, from: number, length: number): number {
  let best = 0;
  for (let k = 1; k < length; k++) if (numbers[from + k] > numbers[from + best]) best = k;
  return best;
}

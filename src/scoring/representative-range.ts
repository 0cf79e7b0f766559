import { sameLength, type Numbers } from "./numbers.ts";

const DAY = 86_400_000;

/**
 * The range of `length` milliseconds whose mean absolute error is closest to that of the whole, so that a picture of it
 * neither flatters nor blackens the forecast. Ranges start at midnight (UTC) or at the first time and end before the
 * last. Times must rise; [from, to) are indices.
 */
export function representativeRange(times: Numbers, errors: Numbers, length: number): { from: number; to: number } {
  sameLength("representativeRange", times, errors);
  const count = times.length;
  const sums = new Float64Array(count + 1);
  const counts = new Float64Array(count + 1);
  for (let index = 0; index < count; index++) {
    const present = Number.isFinite(errors[index]);
    sums[index + 1] = sums[index] + (present ? Math.abs(errors[index]) : 0);
    counts[index + 1] = counts[index] + (present ? 1 : 0);
  }
  const overall = sums[count] / counts[count];
  let chosen = { from: 0, to: count };
  let smallest = Infinity;
  for (let from = 0, to = 0; from < count; from++) {
    if (from > 0 && Math.floor(times[from] / DAY) === Math.floor(times[from - 1] / DAY)) continue;
    const end = times[from] + length;
    while (to < count && times[to] < end) to++;
    // A later range that runs out of times may be shorter than was asked for.
    if (from > 0 && to === count) break;
    const distance = Math.abs((sums[to] - sums[from]) / (counts[to] - counts[from]) - overall);
    if (from > 0 && !(distance < smallest)) continue;
    smallest = Number.isFinite(distance) ? distance : Infinity;
    chosen = { from, to };
  }
  return chosen;
}

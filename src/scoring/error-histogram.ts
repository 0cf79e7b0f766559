import type { Numbers } from "./numbers.ts";
import { quantiles } from "./quantiles.ts";

/** How errors (forecast − truth) are spread: shares of all errors, 0 to 1, between neighbouring edges. */
export interface ErrorHistogram {
  /** Rising, one more than there are bins; the outer bins also hold what lies beyond them. */
  readonly edges: readonly number[];
  readonly best: readonly number[];
  readonly naive: readonly number[];
}

/**
 * How the errors (forecast − truth) of two forecasts are spread over `bins` equally wide bins around 0. The bins reach
 * to the 99 % quantile of the larger absolute errors; the outer bins also hold what lies beyond. Missing errors do not
 * count.
 */
export function errorHistogram(best: Numbers, naive: Numbers, bins = 41): ErrorHistogram {
  if (!(bins >= 1 && Number.isInteger(bins)))
    throw new RangeError(`errorHistogram: bins is ${bins}, expected an integer above 0`);
  const reach =
    Math.max(...[best, naive].map((errors) => quantiles(Float64Array.from(errors, Math.abs), [0.99])[0] ?? 0)) || 1;
  const edges = Array.from({ length: bins + 1 }, (_, edge) => reach * ((2 * edge) / bins - 1));
  const shares = (errors: Numbers): number[] => {
    const counts = Array.from({ length: bins }, () => 0);
    let total = 0;
    for (let index = 0; index < errors.length; index++) {
      if (!Number.isFinite(errors[index])) continue;
      const bin = Math.floor(((errors[index] / reach + 1) / 2) * bins);
      counts[Math.min(bins - 1, Math.max(0, bin))]++;
      total++;
    }
    return counts.map((number) => (total === 0 ? 0 : number / total));
  };
  return { edges, best: shares(best), naive: shares(naive) };
}

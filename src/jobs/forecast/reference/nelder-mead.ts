/** Where a function is lowest, as far as it was looked for. */
export interface Minimum {
  readonly at: Float64Array;
  readonly value: number;
}

/** Spread of the values in the simplex, relative to their size, at which a search ends. */
const tolerance = 1e-10;

/**
 * Minimises a function without derivatives by a simplex that reflects, expands, contracts and shrinks
 * (Nelder and Mead 1965, with the usual coefficients 1, 2, ½ and ½). The same inputs give the same minimum.
 *
 * A value that is not finite counts as Infinity. `evaluations` bounds the calls.
 */
export function nelderMead(
  of: (at: Float64Array) => number,
  start: Float64Array,
  { step, evaluations }: { readonly step: number; readonly evaluations: number },
): Minimum {
  const calls = { left: evaluations };
  const evaluate = (at: Float64Array): Minimum => {
    calls.left--;
    const value = of(at);
    return { at, value: Number.isFinite(value) ? value : Infinity };
  };
  const size = start.length;
  let simplex = [evaluate(start.slice())];
  for (let i = 0; i < size; i++) simplex.push(evaluate(start.map((value, j) => (i === j ? value + step : value))));
  const sort = (): void => void (simplex = simplex.toSorted((a, b) => a.value - b.value));
  sort();
  while (calls.left > 0) {
    const [best, worst] = [simplex[0], simplex[size]];
    if (worst.value - best.value <= tolerance * (Math.abs(best.value) + tolerance)) break;
    const centre = new Float64Array(size);
    for (const { at } of simplex.slice(0, size)) at.forEach((value, j) => (centre[j] += value / size));
    const along = (by: number): Minimum => evaluate(centre.map((value, j) => value + by * (worst.at[j] - value)));
    const reflected = along(-1);
    let next = reflected;
    if (reflected.value < best.value) {
      const expanded = along(-2);
      if (expanded.value < reflected.value) next = expanded;
    } else if (reflected.value >= simplex[size - 1].value) {
      const outside = reflected.value < worst.value;
      const contracted = along(outside ? -0.5 : 0.5);
      if (contracted.value >= Math.min(reflected.value, worst.value)) {
        for (let i = 1; i <= size; i++) {
          simplex[i] = evaluate(simplex[i].at.map((value, j) => (value + best.at[j]) / 2));
        }
        sort();
        continue;
      }
      next = contracted;
    }
    simplex[size] = next;
    sort();
  }
  return simplex[0];
}

import { orthogonal } from "../../initializers/orthogonal.ts";
import { fold, type RandomKey } from "../../tensor/random.ts";

/**
 * A random recurrent kernel [units, gates·units] in which the block [units, units] of every gate has all its
 * eigenvalues on the circle with this radius: a random orthogonal matrix, whose eigenvalues all have modulus 1, times
 * the radius. Repeated multiplication by such a block changes every vector's length by exactly the radius, from the
 * first step on. Row by row.
 */
export function recurrentKernel(units: number, gates: number, radius: number, key: RandomKey): Float64Array {
  const columns = gates * units;
  const kernel = new Float64Array(units * columns);
  for (let gate = 0; gate < gates; gate++) {
    const block = orthogonal({ gain: radius })([units, units], fold(key, gate));
    for (let i = 0; i < units * units; i++) {
      kernel[Math.floor(i / units) * columns + gate * units + (i % units)] = block[i];
    }
  }
  return kernel;
}

/** Squarings after which what is left of the norm's constant is far below rounding: its 2⁻⁵⁰-th power. */
const squarings = 50;

/**
 * The largest modulus of the eigenvalues of a square matrix, row by row, by Gelfand's formula ρ = lim ‖Aᵐ‖^(1/m) with m
 * = 2⁵⁰: A is squared again and again and brought back to norm 1 each time, so nothing overflows. It needs no symmetry
 * and finds complex pairs; a rounding error of the j-th squaring counts with 2⁻ʲ. Zero for a matrix some power of which
 * vanishes.
 */
export function spectralRadius(matrix: ArrayLike<number>, units: number): number {
  let power: Float64Array = Float64Array.from(matrix);
  let logarithm = 0;
  for (let j = 0; j <= squarings; j++) {
    const norm = Math.hypot(...power);
    if (norm === 0) return 0;
    logarithm += Math.log(norm) / 2 ** j;
    power = power.map((value) => value / norm);
    if (j < squarings) power = squared(power, units);
  }
  return Math.exp(logarithm);
}

function squared(a: Float64Array, n: number): Float64Array {
  const product = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const factor = a[i * n + k];
      for (let j = 0; j < n; j++) product[i * n + j] += factor * a[k * n + j];
    }
  }
  return product;
}

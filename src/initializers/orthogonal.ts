import { normal } from "../tensor/random.ts";
import { showShape, size } from "../tensor/shape.ts";
import type { Initializer } from "./initializer.ts";

/**
 * A matrix with orthonormal columns (or rows, when there are fewer of these), times gain: repeated multiplication by a square one neither
 * shrinks nor blows up a state. All axes but the last make the rows.
 *
 * As Keras: the Q of a QR factorisation of a [larger, smaller] normal matrix, with the signs that make the diagonal of R positive, transposed
 * when there are fewer rows than columns. Drawn for the whole weight, so the gates of a recurrent layer share one such matrix.
 * Saxe et al. 2014, arXiv:1312.6120. Default gain: 1.
 */
export function orthogonal({ gain = 1 }: { readonly gain?: number } = {}): Initializer {
  return (shape, key) => {
    if (shape.length < 2)
      throw new RangeError(`orthogonal initializer needs a weight of at least two axes, got ${showShape(shape)}`);
    const columns = shape[shape.length - 1];
    const rows = size(shape.slice(0, -1));
    const [larger, smaller] = [Math.max(rows, columns), Math.min(rows, columns)];
    const q = orthonormalColumns(normal(key, larger * smaller), larger, smaller);
    const tall = rows >= columns;
    return Float64Array.from({ length: rows * columns }, (_, i) => {
      const [row, column] = [Math.floor(i / columns), i % columns];
      return gain * (tall ? q[column][row] : q[row][column]);
    });
  };
}

/**
 * The columns of Q of a = Q·R with a positive diagonal of R, for a [rows, columns] of full rank, by modified Gram–Schmidt in float64: Q is
 * then orthonormal to rounding times the condition of a, far below float32.
 */
function orthonormalColumns(a: Float64Array, rows: number, columns: number): Float64Array[] {
  const q = Array.from({ length: columns }, (_, j) => columnOf(a, rows, columns, j));
  for (let j = 0; j < columns; j++) {
    const column = q[j];
    const length = Math.sqrt(dot(column, column));
    for (let i = 0; i < rows; i++) column[i] /= length;
    for (let k = j + 1; k < columns; k++) {
      const along = dot(column, q[k]);
      for (let i = 0; i < rows; i++) q[k][i] -= along * column[i];
    }
  }
  return q;
}

function columnOf(a: Float64Array, rows: number, columns: number, j: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => a[i * columns + j]);
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i] * b[i];
  return total;
}

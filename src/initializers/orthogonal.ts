import { matmul } from "../ops/matmul.ts";
import { subtract } from "../ops/subtract.ts";
import { backendInUse } from "../tensor/backend-in-use.ts";
import { scope } from "../tensor/memory.ts";
import { normal } from "../tensor/random.ts";
import { showShape, size } from "../tensor/shape.ts";
import { tensor } from "../tensor/tensor.ts";
import { checkOptions } from "../tensor/options.ts";
import type { Initializer } from "./initializer.ts";

export interface GainOptions {
  /** What the values are multiplied by. Default: 1. */
  readonly gain?: number;
}

/**
 * A matrix with orthonormal columns (or rows, when there are fewer of these), times gain: repeated multiplication by a
 * square one neither shrinks nor blows up a state. All axes but the last make the rows.
 *
 * As Keras: the Q of a QR factorisation of a [larger, smaller] normal matrix, with the signs that make the diagonal of
 * R positive, transposed when there are fewer rows than columns. Drawn for the whole weight, so the gates of a
 * recurrent layer share one such matrix. Saxe et al. 2014, arXiv:1312.6120. Default gain: 1.
 */
export function orthogonal(options: GainOptions = {}): Initializer {
  checkOptions("orthogonal", options, { gain: true });
  const { gain = 1 } = options;
  return (shape, key) => {
    if (shape.length < 2)
      throw new RangeError(`orthogonal initializer needs a weight of at least two axes, got ${showShape(shape)}`);
    const columns = shape[shape.length - 1];
    const rows = size(shape.slice(0, -1));
    const [length, count] = [Math.max(rows, columns), Math.min(rows, columns)];
    const vectors = columnsOf(normal(key, length * count), length, count);
    orthonormalize(vectors, length, count);
    const values = new Float64Array(rows * columns);
    // Vector j is column j, or row j when there are fewer rows than columns.
    const [alongVector, toNext] = rows >= columns ? [columns, 1] : [1, columns];
    for (let j = 0; j < count; j++) {
      for (let i = 0; i < length; i++) values[i * alongVector + j * toNext] = gain * vectors[j * length + i];
    }
    return values;
  };
}

/**
 * Vectors are made orthonormal by plain loops up to this number, and by the products of the kernels beyond: above it
 * these are worth their set-up.
 */
const panel = 32;

/**
 * Makes vectors one below the other, [count, length], orthonormal: the columns of Q of A = Q·R with a positive diagonal
 * of R, for A of full rank. Block Gram–Schmidt (Björck 1994): a panel of vectors is orthonormalised in itself in
 * float64, and freed of what lies along those before it with two products of matrices; twice, since once leaves what
 * rounding left. The kernels' float32 is what weights are stored in.
 */
function orthonormalize(vectors: Float64Array, length: number, count: number): void {
  // Plain loops are faster than products by plain loops.
  const width = backendInUse().name === "reference" ? count : panel;
  for (let first = 0; first < count; first += width) {
    const own = vectors.subarray(first * length, Math.min(first + width, count) * length);
    const before = vectors.subarray(0, first * length);
    gramSchmidt(own, length);
    if (first === 0) continue;
    for (let pass = 0; pass < 2; pass++) {
      own.set(freedOf(before, own, length));
      gramSchmidt(own, length);
    }
  }
}

/** x − (x·qᵀ)·q, for vectors one below the other. */
function freedOf(q: Float64Array, x: Float64Array, length: number): ArrayLike<number> {
  return scope(() => {
    const basis = tensor(q, [q.length / length, length]);
    const block = tensor(x, [x.length / length, length]);
    return subtract(block, matmul(matmul(block, basis, { transposeB: true }), basis)).toArray();
  });
}

/** Modified Gram–Schmidt: orthonormal to rounding times the condition of the vectors. */
function gramSchmidt(vectors: Float64Array, length: number): void {
  for (let from = 0; from < vectors.length; from += length) {
    const q = vectors.subarray(from, from + length);
    const norm = Math.sqrt(dot(q, q));
    for (let i = 0; i < length; i++) q[i] /= norm;
    for (let next = from + length; next < vectors.length; next += length) {
      const x = vectors.subarray(next, next + length);
      const along = dot(q, x);
      for (let i = 0; i < length; i++) x[i] -= along * q[i];
    }
  }
}

/** The columns of a [rows, columns], one below the other. */
function columnsOf(a: Float64Array, rows: number, columns: number): Float64Array {
  const values = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) values[j * rows + i] = a[i * columns + j];
  return values;
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i] * b[i];
  return total;
}

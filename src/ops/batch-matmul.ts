import { checkOptions } from "../tensor/options.ts";
import { kernels } from "../kernels/current.ts";
import { showShape } from "../tensor/shape.ts";
import { record } from "../tensor/tape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import type { MatmulOptions } from "./matmul.ts";
import { lengths } from "./shared/checks.ts";

/**
 * Products of pairs of matrices: [batch, rows, inner] · [batch, inner, columns] → [batch, rows, columns]. Transposed
 * ones are stored [batch, inner, rows] and [batch, columns, inner]. da = dc · bᵀ, db = aᵀ · dc.
 */
export function batchMatmul(a: Tensor, b: Tensor, options: MatmulOptions = {}): Tensor {
  checkOptions("batchMatmul", options, { transposeA: true, transposeB: true });
  const { transposeA = false, transposeB = false } = options;
  const [batch, a1, a2] = lengths(
    "batchMatmul: a",
    a,
    "batch",
    ...(transposeA ? ["inner", "rows"] : ["rows", "inner"]),
  );
  const [batchB, b1, b2] = lengths(
    "batchMatmul: b",
    b,
    "batch",
    ...(transposeB ? ["columns", "inner"] : ["inner", "columns"]),
  );
  const [rows, inner] = transposeA ? [a2, a1] : [a1, a2];
  const [columns, innerB] = transposeB ? [b1, b2] : [b2, b1];
  if (batch !== batchB || inner !== innerB) {
    throw new TypeError(
      `batchMatmul reads as many matrices of each, [rows, inner] and [inner, columns], got ${show(a, transposeA)} ` +
        `and ${show(b, transposeB)}`,
    );
  }
  const c = empty([batch, rows, columns]);
  kernels.batchMatmul({
    a: a.storage,
    b: b.storage,
    c: c.storage,
    batch,
    rows,
    columns,
    inner,
    transposeA,
    transposeB,
  });
  return record(c, [a, b], (dc, [wantsA, wantsB]) => {
    // The gradient of a transposed input is computed transposed: no copy is needed.
    const da = (): Tensor =>
      transposeA
        ? batchMatmul(b, dc, { transposeA: transposeB, transposeB: true })
        : batchMatmul(dc, b, { transposeB: !transposeB });
    const db = (): Tensor =>
      transposeB
        ? batchMatmul(dc, a, { transposeA: true, transposeB: transposeA })
        : batchMatmul(a, dc, { transposeA: !transposeA });
    return [wantsA ? da() : null, wantsB ? db() : null];
  });
}

function show(x: Tensor, transposed: boolean): string {
  return `${showShape(x.shape)}${transposed ? " transposed" : ""}`;
}

import { checkOptions } from "../tensor/options.ts";
import { record } from "../tensor/tape.ts";
import { showShape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { lengths } from "./shared/checks.ts";
import { product } from "./shared/product.ts";

export interface MatmulOptions {
  /** a is stored [inner, rows]. Default: false. */
  readonly transposeA?: boolean;
  /** b is stored [columns, inner]. Default: false. */
  readonly transposeB?: boolean;
}

/** c = a · b: [rows, inner] · [inner, columns] → [rows, columns]. da = dc · bᵀ, db = aᵀ · dc. */
export function matmul(a: Tensor, b: Tensor, options: MatmulOptions = {}): Tensor {
  checkOptions("matmul", options, { transposeA: true, transposeB: true });
  const { transposeA = false, transposeB = false } = options;
  const [a0, a1] = lengths("matmul: a", a, ...(transposeA ? ["inner", "rows"] : ["rows", "inner"]));
  const [b0, b1] = lengths("matmul: b", b, ...(transposeB ? ["columns", "inner"] : ["inner", "columns"]));
  const [rows, inner] = transposeA ? [a1, a0] : [a0, a1];
  const [columns, innerB] = transposeB ? [b0, b1] : [b1, b0];
  if (inner !== innerB) {
    throw new TypeError(
      `matmul sums over ${inner} elements of a ${showShape(a.shape)}${transposeA ? " transposed" : ""}, but ` +
        `${innerB} of b ${showShape(b.shape)}${transposeB ? " transposed" : ""}`,
    );
  }
  const c = product(a, b, { rows, inner, columns, transposeA, transposeB });
  return record(
    c,
    [a, b],
    (dc, [wantsA, wantsB]) => {
      // The gradient of a transposed input is computed transposed: no copy is needed.
      const da = (): Tensor =>
        transposeA
          ? product(b, dc, { rows: inner, inner: columns, columns: rows, transposeA: transposeB, transposeB: true })
          : product(dc, b, { rows, inner: columns, columns: inner, transposeB: !transposeB });
      const db = (): Tensor =>
        transposeB
          ? product(dc, a, { rows: columns, inner: rows, columns: inner, transposeA: true, transposeB: transposeA })
          : product(a, dc, { rows: inner, inner: rows, columns, transposeA: !transposeA });
      return [wantsA ? da() : null, wantsB ? db() : null];
    },
    { readsResults: false },
  );
}

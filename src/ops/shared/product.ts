import { kernels } from "../../kernels/current.ts";
import { empty, type Tensor } from "../../tensor/tensor.ts";

interface ProductSizes {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/** a · b + bias as [rows, columns], in tensors of any shape that hold matrices of these sizes. Not recorded. */
export function product(a: Tensor, b: Tensor, sizes: ProductSizes, bias: Tensor | null = null): Tensor {
  const { rows, columns, inner, transposeA = false, transposeB = false } = sizes;
  const c = empty([rows, columns]);
  kernels.matmul({
    a: a.storage,
    b: b.storage,
    bias: bias?.storage ?? null,
    c: c.storage,
    rows,
    columns,
    inner,
    transposeA,
    transposeB,
  });
  return c;
}

/** x times the one value of `factor`. Not recorded. */
export function timesNumber(x: Tensor, factor: Tensor): Tensor {
  const y = empty(x.shape);
  // Read at once, as a product of matrices it would take scratch memory of many times x.
  kernels.scale({ x: x.storage, y: y.storage, factor: factor.toArray()[0], offset: 0, size: y.size });
  return y;
}

import type { ReferenceKernels } from "./types.ts";

export const matmul: ReferenceKernels["matmul"] = (args) => {
  const { a, b, bias, c, rows, columns, inner, transposeA, transposeB } = args;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let total = bias === null ? 0 : bias[column];
      for (let k = 0; k < inner; k++) {
        const left = transposeA ? a[k * rows + row] : a[row * inner + k];
        const right = transposeB ? b[column * inner + k] : b[k * columns + column];
        total += left * right;
      }
      c[row * columns + column] = total;
    }
  }
};

export const batchMatmul: ReferenceKernels["batchMatmul"] = (args) => {
  const { batch, rows, columns, inner } = args;
  for (let n = 0; n < batch; n++) {
    matmul({
      ...args,
      a: args.a.subarray(n * rows * inner, (n + 1) * rows * inner),
      b: args.b.subarray(n * inner * columns, (n + 1) * inner * columns),
      c: args.c.subarray(n * rows * columns, (n + 1) * rows * columns),
      bias: null,
    });
  }
};

// Products of many pairs of matrices.
#include "gemm.h"
#include "scratch.h"

/// Rows of one product that a tile takes.
constexpr int batch_rows = 64;

extern "C" int32_t EXPORT(batchMatmul_scratch)(int32_t, int32_t, int32_t columns, int32_t inner, int32_t, int32_t) {
  return (inner + batch_rows) * round_up(columns, width) * lookback_workers();
}

extern "C" void EXPORT(batchMatmul)(const float* a, const float* b, float* c, int32_t batch, int32_t rows, int32_t columns, int32_t inner,
                                    int32_t transpose_a, int32_t transpose_b, float* scratch) {
  const int padded = round_up(columns, width), tiles = divide_up(rows, batch_rows);
  const ptrdiff_t work = ptrdiff_t(inner + batch_rows) * padded;
  parallel(batch * tiles, [&](int tile, int worker) {
    const int one = tile / tiles, row = tile % tiles * batch_rows, count = smaller(batch_rows, rows - row);
    float *packed = scratch + worker * work, *sums = packed + ptrdiff_t(inner) * padded;
    const float* left = a + ptrdiff_t(one) * rows * inner;
    const float* right = b + ptrdiff_t(one) * inner * columns;
    if (transpose_b) pack_transposed(right, inner, columns, inner, padded, 1, packed);
    else pack_rows(right, columns, inner, columns, 1, packed);
    const Matrix matrix = transpose_a ? Matrix{left, 1, rows} : Matrix{left, inner, 1};
    multiply_panels(matrix.at(row, 0), packed, 0, sums, padded, count, padded / width, inner, false);
    for (int i = 0; i < count; i++) {
      float* to = c + (ptrdiff_t(one) * rows + row + i) * columns;
      each_vector(columns, [&](int j, int n) { store_up_to(to + j, load(sums + ptrdiff_t(i) * padded + j), n); });
    }
  });
}

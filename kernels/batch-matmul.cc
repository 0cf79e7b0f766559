// Products of many pairs of matrices.
#include "gemm.h"
#include "scratch.h"

/// Rows of one product that a tile takes.
constexpr int batch_rows = 64;
/// Floats of b that a worker packs at once, of how many columns at most, and how long pieces are before they get
/// narrower.
constexpr int batch_packed = 1 << 20, batch_wide = 8192, batch_deep = 1024;

struct BatchPlan {
  int wide, deep;
  extent packed() const { return extent(deep) * wide; }
  extent work(int rows) const { return whole_lines(packed()) + extent(smaller(rows, batch_rows)) * wide; }
};

static BatchPlan plan_batch(int columns, int inner) {
  BatchPlan plan;
  plan.wide = smaller(batch_wide, piece_within(round_up(columns, width), batch_packed, smaller(inner, batch_deep),
                                               block_vectors * width));
  plan.deep = piece_within(inner, batch_packed, plan.wide, 8);
  return plan;
}

extern "C" int64_t EXPORT(batchMatmul_scratch)(int32_t, int32_t rows, int32_t columns, int32_t inner, int32_t,
                                               int32_t) {
  return floats_of(plan_batch(columns, inner).work(rows) * lookback_workers());
}

extern "C" void EXPORT(batchMatmul)(const float* a, const float* b, float* c, int32_t batch, int32_t rows,
                                    int32_t columns, int32_t inner, int32_t transpose_a, int32_t transpose_b,
                                    float* scratch) {
  const BatchPlan plan = plan_batch(columns, inner);
  const int tiles = divide_up(rows, batch_rows);
  parallel(batch * tiles, [&](int tile, int worker) {
    const int one = tile / tiles, row = tile % tiles * batch_rows, count = smaller(batch_rows, rows - row);
    float *packed = piece_of(scratch, worker, plan.work(rows)), *sums = packed + ptrdiff_t(whole_lines(plan.packed()));
    const float* left = a + ptrdiff_t(one) * rows * inner;
    const float* right = b + ptrdiff_t(one) * inner * columns;
    const Matrix matrix = transpose_a ? Matrix{left, 1, rows} : Matrix{left, inner, 1};
    for (int column = 0, wide; column < columns; column += wide) {
      wide = smaller(plan.wide, columns - column);
      const int padded = round_up(wide, width);
      int from = 0;
      do {
        const int length = smaller(plan.deep, inner - from);
        if (transpose_b)
          pack_transposed(right + ptrdiff_t(column) * inner + from, inner, wide, length, padded, 1, packed);
        else pack_rows(right + ptrdiff_t(from) * columns + column, columns, length, wide, 1, packed);
        multiply_panels(matrix.at(row, from), packed, 0, sums, padded, count, padded / width, length, from > 0);
        from += length;
      } while (from < inner);
      for (int i = 0; i < count; i++) {
        float* to = c + (ptrdiff_t(one) * rows + row + i) * columns + column;
        each_vector(wide, [&](int j, int n) { store_up_to(to + j, load(sums + ptrdiff_t(i) * padded + j), n); });
      }
    }
  });
}

// c = a · b (+ bias). b is packed once into panels; tiles of rows go to threads. Products with few rows and a long inner length, as weight
// gradients are, are split along that length into a fixed number of parts instead.
#include "gemm.h"

constexpr int matmul_rows = 64, matmul_inner = 256, matmul_part = 2048;

struct MatmulPlan {
  int vectors, padded, parts, part_inner, row_tiles;
};

static MatmulPlan plan_matmul(int rows, int columns, int inner, bool transpose_a) {
  MatmulPlan plan;
  plan.vectors = divide_up(columns, width);
  plan.padded = plan.vectors * width;
  plan.row_tiles = divide_up(rows, matmul_rows);
  // Only weight gradients (transposed a) are split: elsewhere a row's result must not depend on how many rows there are.
  plan.parts = transpose_a && plan.row_tiles < 8 ? smaller(16, divide_up(inner, matmul_part)) : 1;
  if (plan.parts < 1) plan.parts = 1;
  plan.part_inner = round_up(divide_up(inner, plan.parts), 8);
  return plan;
}

extern "C" int32_t EXPORT(matmul_scratch)(int32_t rows, int32_t columns, int32_t inner, int32_t transpose_a, int32_t) {
  const MatmulPlan plan = plan_matmul(rows, columns, inner, transpose_a);
  return plan.padded * inner + plan.parts * round_up(rows, matmul_rows) * plan.padded + 16;
}

extern "C" void EXPORT(matmul)(const float* a, const float* b, const float* bias, float* c, int32_t rows, int32_t columns, int32_t inner,
                               int32_t transpose_a, int32_t transpose_b, float* scratch) {
  const MatmulPlan plan = plan_matmul(rows, columns, inner, transpose_a);
  const int padded = plan.padded;
  float* packed = scratch;
  float* sums = scratch + ptrdiff_t(padded) * inner; // [parts][rows][padded]
  const Matrix left = transpose_a ? Matrix{a, 1, rows} : Matrix{a, inner, 1};

  // Blocks of the inner length, each packed by itself, so that the part of a panel in use stays in the cache.
  const int block = plan.parts > 1 ? plan.part_inner : matmul_inner;
  const int blocks = divide_up(inner, block);
  parallel(blocks, [&](int tile, int) {
    const int from = tile * block, count = smaller(block, inner - from);
    float* to = packed + ptrdiff_t(from) * padded;
    if (transpose_b) pack_transposed(b + from, inner, columns, count, padded, 1, to);
    else pack_rows(b + ptrdiff_t(from) * columns, columns, count, columns, 1, to);
  });

  const bool in_place = plan.parts == 1 && padded == columns;
  parallel(plan.parts * plan.row_tiles, [&](int tile, int) {
    const int part = tile / plan.row_tiles, row = (tile % plan.row_tiles) * matmul_rows;
    const int count = smaller(matmul_rows, rows - row);
    float* to = in_place ? c + ptrdiff_t(row) * columns : sums + (ptrdiff_t(part) * rows + row) * padded;
    bool started = false;
    for (int k = part * plan.part_inner; k < (plan.parts > 1 ? smaller(inner, (part + 1) * plan.part_inner) : inner); k += block) {
      const int length = smaller(block, inner - k);
      multiply_panels(left.at(row, k), packed + ptrdiff_t(k) * padded, 0, to, padded, count, plan.vectors, length, started);
      started = true;
    }
    if (!started)
      for (int i = 0; i < count; i++)
        for (int j = 0; j < padded; j++) to[ptrdiff_t(i) * padded + j] = 0.f;
    if (plan.parts > 1) return;
    for (int i = 0; i < count; i++)
      each_vector(columns, [&](int j, int n) {
        floats v = load_up_to(to + ptrdiff_t(i) * padded + j, n);
        if (bias) v += load_up_to(bias + j, n);
        store_up_to(c + ptrdiff_t(row + i) * columns + j, v, n);
      });
  });
  if (plan.parts == 1) return;
  parallel_stretches(rows, 16, [&](int from, int to) {
    for (int i = from; i < to; i++)
      each_vector(columns, [&](int j, int n) {
        floats sum = bias ? load_up_to(bias + j, n) : floats{};
        for (int part = 0; part < plan.parts; part++) sum += load_up_to(sums + (ptrdiff_t(part) * rows + i) * padded + j, n);
        store_up_to(c + ptrdiff_t(i) * columns + j, sum, n);
      });
  });
}

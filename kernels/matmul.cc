// c = a · b (+ bias). b is packed into panels, a bounded piece of it at a time; tiles of rows go to threads. Products
// with few rows and a long inner length, as weight gradients are, are split along that length into a fixed number of
// parts instead. Neither the pieces nor the tiles change a bit: every element of c is one sum in the order of the inner
// length, of each part for itself.
#include "gemm.h"
#include "scratch.h"

constexpr int matmul_rows = 64, matmul_inner = 256, matmul_part = 2048;
/// Floats of b that are packed at once, and of the parts' sums, in products that are larger.
constexpr int matmul_packed = 1 << 22, matmul_sums = 1 << 22;
/// Along the inner length, pieces are at least so long before they get narrower; columns that a tile may copy to c at
/// once.
constexpr int matmul_deep = 2048, matmul_part_deep = 512, matmul_wide = 8192;

struct MatmulPlan {
  int parts, part_inner, row_tiles;
  /// Columns of a piece, padded to whole vectors, and its length in each part.
  int wide, deep;
  bool in_place;
  extent packed() const { return extent(parts) * deep * wide; }
  extent sums(int rows) const {
    if (parts > 1) return extent(parts) * rows * wide;
    return in_place ? 0 : extent(lookback_workers()) * smaller(rows, matmul_rows) * wide;
  }
};

static MatmulPlan plan_matmul(int rows, int columns, int inner, bool transpose_a) {
  MatmulPlan plan;
  const int padded = round_up(columns, width);
  plan.row_tiles = divide_up(rows, matmul_rows);
  // Only weight gradients (transposed a) are split: elsewhere a row's result must not depend on how many rows there
  // are.
  plan.parts = transpose_a && plan.row_tiles < 8 ? smaller(16, divide_up(inner, matmul_part)) : 1;
  if (plan.parts < 1) plan.parts = 1;
  plan.part_inner = plan.parts > 1 ? round_up(divide_up(inner, plan.parts), 8) : inner;
  plan.in_place = plan.parts == 1 && padded == columns;
  const int deep = smaller(plan.part_inner, plan.parts > 1 ? matmul_part_deep : matmul_deep);
  plan.wide = piece_within(padded, matmul_packed / plan.parts, deep, block_vectors * width);
  if (plan.parts > 1) plan.wide = piece_within(plan.wide, matmul_sums / plan.parts, rows, block_vectors * width);
  else if (!plan.in_place) plan.wide = smaller(plan.wide, matmul_wide);
  plan.deep = piece_within(plan.part_inner, matmul_packed / plan.parts, plan.wide, matmul_inner);
  return plan;
}

extern "C" int64_t EXPORT(matmul_scratch)(int32_t rows, int32_t columns, int32_t inner, int32_t transpose_a, int32_t) {
  const MatmulPlan plan = plan_matmul(rows, columns, inner, transpose_a);
  return floats_of(whole_lines(plan.packed()) + plan.sums(rows));
}

/// What a product reads and writes; its sizes and strides.
struct Product {
  const float *b, *bias;
  float* c;
  Matrix left;
  int rows, columns, inner;
  bool transpose_b;
};

/// Packs rows from … from + count − 1 of b, columns `column` … `column` + wide − 1.
static void pack_piece(const Product& p, int from, int count, int column, int wide, float* packed) {
  if (p.transpose_b)
    pack_transposed(p.b + ptrdiff_t(column) * p.inner + from, p.inner, wide, count, round_up(wide, width), 1, packed);
  else pack_rows(p.b + ptrdiff_t(from) * p.columns + column, p.columns, count, wide, 1, packed);
}

/// Columns `column` … `column` + wide − 1 of a product in one part.
static void multiply_whole(const Product& p, const MatmulPlan& plan, int column, int wide, float* packed, float* sums) {
  const int vectors = divide_up(wide, width), padded = vectors * width;
  int from = 0;
  do {
    const int length = smaller(plan.deep, p.inner - from);
    // Blocks of the inner length, each packed by itself, so that the part of a panel in use stays in the cache.
    parallel_ranges(length, matmul_inner, [&](int k, int to) {
      pack_piece(p, from + k, to - k, column, wide, packed + ptrdiff_t(k) * padded);
    });
    const bool first = from == 0, last = from + length == p.inner;
    parallel(plan.row_tiles, [&](int tile, int worker) {
      const int row = tile * matmul_rows, count = smaller(matmul_rows, p.rows - row);
      float* c = p.c + ptrdiff_t(row) * p.columns + column;
      float* to = plan.in_place ? c : piece_of(sums, worker, extent(smaller(p.rows, matmul_rows)) * plan.wide);
      const ptrdiff_t stride = plan.in_place ? p.columns : padded;
      if (!first && !plan.in_place)
        for (int i = 0; i < count; i++)
          each_vector(
              wide, [&](int j, int n) { store(to + i * stride + j, load_up_to(c + ptrdiff_t(i) * p.columns + j, n)); });
      if (length == 0)
        for (int i = 0; i < count; i++) __builtin_memset(to + i * stride, 0, size_t(padded) * sizeof(float));
      for (int k = 0; k < length; k += matmul_inner)
        multiply_panels(p.left.at(row, from + k), packed + ptrdiff_t(k) * padded, 0, to, stride, count, vectors,
                        smaller(matmul_inner, length - k), !first || k > 0);
      if (plan.in_place && !(last && p.bias)) return;
      for (int i = 0; i < count; i++)
        each_vector(wide, [&](int j, int n) {
          floats v = load_up_to(to + i * stride + j, n);
          if (last && p.bias) v += load_up_to(p.bias + column + j, n);
          store_up_to(c + ptrdiff_t(i) * p.columns + j, v, n);
        });
    });
    from += length;
  } while (from < p.inner);
}

/// The same in several parts, which are added in their order. sums [parts][rows][padded].
static void multiply_parts(const Product& p, const MatmulPlan& plan, int column, int wide, float* packed, float* sums) {
  const int vectors = divide_up(wide, width), padded = vectors * width;
  for (int from = 0; from < plan.part_inner; from += plan.deep) {
    const auto start = [&](int part) { return smaller(p.inner, part * plan.part_inner + from); };
    const auto length = [&](int part) {
      const int end = smaller(p.inner, (part + 1) * plan.part_inner) - start(part);
      return end < 0 ? 0 : smaller(end, plan.deep);
    };
    const auto piece = [&](int part) { return packed + ptrdiff_t(part) * plan.deep * padded; };
    parallel(plan.parts, [&](int part, int) { pack_piece(p, start(part), length(part), column, wide, piece(part)); });
    parallel(plan.parts * plan.row_tiles, [&](int tile, int) {
      const int part = tile / plan.row_tiles, row = tile % plan.row_tiles * matmul_rows;
      multiply_panels(p.left.at(row, start(part)), piece(part), 0, sums + (ptrdiff_t(part) * p.rows + row) * padded,
                      padded, smaller(matmul_rows, p.rows - row), vectors, length(part), from > 0);
    });
  }
  parallel_ranges(p.rows, 16, [&](int from, int to) {
    for (int i = from; i < to; i++)
      each_vector(wide, [&](int j, int n) {
        floats sum = p.bias ? load_up_to(p.bias + column + j, n) : floats{};
        for (int part = 0; part < plan.parts; part++)
          sum += load_up_to(sums + (ptrdiff_t(part) * p.rows + i) * padded + j, n);
        store_up_to(p.c + ptrdiff_t(i) * p.columns + column + j, sum, n);
      });
  });
}

extern "C" void EXPORT(matmul)(const float* a, const float* b, const float* bias, float* c, int32_t rows,
                               int32_t columns, int32_t inner, int32_t transpose_a, int32_t transpose_b,
                               float* scratch) {
  const MatmulPlan plan = plan_matmul(rows, columns, inner, transpose_a);
  const Matrix left = transpose_a ? Matrix{a, 1, rows} : Matrix{a, inner, 1};
  const Product product = {b, bias, c, left, rows, columns, inner, transpose_b != 0};
  float* sums = scratch + ptrdiff_t(whole_lines(plan.packed()));
  for (int column = 0, wide; column < columns; column += wide) {
    wide = smaller(plan.wide, columns - column);
    if (plan.parts > 1) multiply_parts(product, plan, column, wide, scratch, sums);
    else multiply_whole(product, plan, column, wide, scratch, sums);
  }
}

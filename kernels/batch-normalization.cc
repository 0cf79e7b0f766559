// Normalization of columns by their mean and variance over the rows that count, and the backward pass through both.
#include "parallel.h"
#include "vector.h"

/// Columns that a tile takes.
constexpr int normalized_columns = 64;

/// Sums of columns in double: what a vector of floats holds, part by part.
struct ColumnTotals {
  doubles low = {}, high = {};
  INLINE_MEMBER void add(floats v) {
    const half_floats* halves = reinterpret_cast<const half_floats*>(&v);
    low += __builtin_convertvector(halves[0], doubles);
    high += __builtin_convertvector(halves[1], doubles);
  }
  INLINE_MEMBER floats times(double factor) const {
    floats v;
    half_floats* halves = reinterpret_cast<half_floats*>(&v);
    halves[0] = __builtin_convertvector(low * factor, half_floats);
    halves[1] = __builtin_convertvector(high * factor, half_floats);
    return v;
  }
};

static double counted_rows(const int32_t* mask, int rows) {
  if (!mask) return rows;
  int count = 0;
  for (int row = 0; row < rows; row++) count += mask[row] != 0;
  return count;
}

/// What sums over the rows that count are divided by: Keras keeps the division away from zero where there is a mask.
static double divisor(const int32_t* mask, int rows) { return counted_rows(mask, rows) + (mask ? 1e-7 : 0.); }

extern "C" void EXPORT(columnMoments)(const float* x, const int32_t* row_mask, float* mean, float* variance,
                                      int32_t rows, int32_t columns) {
  const double share = 1 / divisor(row_mask, rows);
  parallel_ranges(columns, normalized_columns, [&](int from, int to) {
    each_vector(to - from, [&](int i, int n) {
      const int column = from + i;
      ColumnTotals sum, squares;
      for (int row = 0; row < rows; row++)
        if (!row_mask || row_mask[row]) sum.add(load_up_to(x + ptrdiff_t(row) * columns + column, n));
      const floats center = sum.times(share);
      for (int row = 0; row < rows; row++) {
        if (row_mask && !row_mask[row]) continue;
        const floats distance = load_up_to(x + ptrdiff_t(row) * columns + column, n) - center;
        squares.add(distance * distance);
      }
      store_up_to(mean + column, center, n);
      store_up_to(variance + column, squares.times(share), n);
    });
  });
}

extern "C" void EXPORT(normalizeColumns)(const float* x, const float* mean, const float* variance, const float* gamma,
                                         const float* beta, float* y, int32_t rows, int32_t columns, double epsilon) {
  parallel_ranges(columns, normalized_columns, [&](int from, int to) {
    each_vector(to - from, [&](int i, int n) {
      const int column = from + i;
      floats factor, center = load_up_to(mean + column, n);
      const floats spread = load_up_to(variance + column, n);
      for (int k = 0; k < width; k++) factor[k] = k < n ? float(1 / __builtin_sqrt(double(spread[k]) + epsilon)) : 0.f;
      if (gamma) factor *= load_up_to(gamma + column, n);
      const floats move = beta ? load_up_to(beta + column, n) : floats{};
      for (int row = 0; row < rows; row++) {
        const ptrdiff_t at = ptrdiff_t(row) * columns + column;
        store_up_to(y + at, (load_up_to(x + at, n) - center) * factor + move, n);
      }
    });
  });
}

extern "C" void EXPORT(normalizeColumnsGradient)(const float* x, const int32_t* row_mask, const float* mean,
                                                 const float* variance, const float* gamma, const float* dy, float* dx,
                                                 float* d_gamma, float* d_beta, int32_t rows, int32_t columns,
                                                 double epsilon, int32_t fixed) {
  const double share = 1 / divisor(row_mask, rows), left_over = 1 - counted_rows(row_mask, rows) * share;
  parallel_ranges(columns, normalized_columns, [&](int from, int to) {
    each_vector(to - from, [&](int i, int n) {
      const int column = from + i;
      const floats center = load_up_to(mean + column, n), spread = load_up_to(variance + column, n);
      floats inverse;
      for (int k = 0; k < width; k++) inverse[k] = k < n ? float(1 / __builtin_sqrt(double(spread[k]) + epsilon)) : 0.f;
      ColumnTotals gradients, products;
      for (int row = 0; row < rows; row++) {
        const ptrdiff_t at = ptrdiff_t(row) * columns + column;
        const floats g = load_up_to(dy + at, n);
        gradients.add(g);
        products.add(g * ((load_up_to(x + at, n) - center) * inverse));
      }
      if (d_gamma) store_up_to(d_gamma + column, products.times(1), n);
      if (d_beta) store_up_to(d_beta + column, gradients.times(1), n);
      if (!dx) return;
      const floats factor = gamma ? inverse * load_up_to(gamma + column, n) : inverse;
      // The variance pulls each row that counts by its normal value; the mean pulls them all alike.
      const floats by_variance = products.times(share);
      const floats by_mean = gradients.times(share) - by_variance * center * inverse * float(left_over);
      for (int row = 0; row < rows; row++) {
        const ptrdiff_t at = ptrdiff_t(row) * columns + column;
        floats g = load_up_to(dy + at, n);
        if (!fixed && (!row_mask || row_mask[row]))
          g -= by_mean + (load_up_to(x + at, n) - center) * inverse * by_variance;
        store_up_to(dx + at, g * factor, n);
      }
    });
  });
}

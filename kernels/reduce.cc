// Sums, and the search for values that are not finite.
#include "parallel.h"
#include "scratch.h"
#include "vector.h"

extern "C" void EXPORT(sum)(const float* x, float* y, int32_t size) {
  DoubleSum sum;
  each_vector(size, [&](int i, int n) { sum.add(load_up_to(x + i, n), n); });
  y[0] = float(sum.value());
}

extern "C" void EXPORT(sumOfSquares)(const float* x, float* y, int32_t size) {
  DoubleSum sum;
  each_vector(size, [&](int i, int n) { sum.add_squares(load_up_to(x + i, n)); });
  y[0] = float(sum.value());
}

/// Rows that a tile of columnSum adds up before the tiles are added in order.
constexpr int column_sum_rows = 1024;
/// Columns that are added up at a time.
constexpr int column_sum_columns = 1 << 16;

extern "C" int64_t EXPORT(columnSum_scratch)(int32_t rows, int32_t columns) {
  return floats_of(extent(divide_up(rows, column_sum_rows)) * smaller(columns, column_sum_columns));
}

extern "C" void EXPORT(columnSum)(const float* x, float* y, int32_t rows, int32_t columns, float* scratch) {
  const int tiles = divide_up(rows, column_sum_rows);
  for (int column = 0, wide; column < columns; column += wide) {
    wide = smaller(columns - column, column_sum_columns);
    const float* in = x + column;
    parallel(tiles, [&](int tile, int) {
      float* sums = scratch + ptrdiff_t(tile) * wide;
      const int from = tile * column_sum_rows, to = from + smaller(column_sum_rows, rows - from);
      each_vector(wide, [&](int j, int n) {
        floats sum = {};
        for (int row = from; row < to; row++) sum += load_up_to(in + ptrdiff_t(row) * columns + j, n);
        store_up_to(sums + j, sum, n);
      });
    });
    each_vector(wide, [&](int j, int n) {
      floats sum = {};
      for (int tile = 0; tile < tiles; tile++) sum += load_up_to(scratch + ptrdiff_t(tile) * wide + j, n);
      store_up_to(y + column + j, sum, n);
    });
  }
}

extern "C" void EXPORT(findNonFinite)(const float* x, int32_t* position, int32_t size) {
  constexpr int32_t exponent = 0x7f800000;
  constexpr int range_length = 64 * width;
  position[0] = -1;
  for (int from = 0; from < size; from += range_length) {
    const int to = smaller(size, from + range_length);
    ints infinite = {};
    each_vector(to - from,
                [&](int i, int n) { infinite |= (bits(load_up_to(x + from + i, n)) & exponent) == exponent; });
    int32_t any = 0;
    for (int l = 0; l < width; l++) any |= infinite[l];
    if (!any) continue;
    position[0] = from;
    while (!(x[position[0]] - x[position[0]] != 0)) position[0]++; // ∞ − ∞ and NaN − NaN are NaN
    return;
  }
}

/// Whether a row may hold a NaN: its sum is one. So may that of a row with infinities of both signs be.
static bool may_hold_nan(const float* x, int size) {
  floats even = {}, odd = {};
  int i = 0;
  for (; i + 2 * width <= size; i += 2 * width) {
    even += load(x + i);
    odd += load(x + i + width);
  }
  float sum = 0;
  for (; i < size; i++) sum += x[i];
  even += odd;
  for (int k = 0; k < width; k++) sum += even[k];
  return sum != sum;
}

/// Where the first NaN is, or −1.
static int first_nan(const float* x, int size) {
  if (may_hold_nan(x, size))
    for (int i = 0; i < size; i++)
      if (x[i] != x[i]) return i;
  return -1;
}

extern "C" void EXPORT(argmax)(const float* x, int32_t* position, int32_t rows, int32_t columns) {
  parallel_ranges(rows, divide_up(32768, columns), [&](int from, int to) {
    for (int row = from; row < to; row++) {
      const float* in = x + ptrdiff_t(row) * columns;
      const int nan = first_nan(in, columns);
      if (nan >= 0) {
        position[row] = nan;
        continue;
      }
      const float most = largest(in, columns);
      int i = 0;
      while (in[i] != most) i++;
      position[row] = i;
    }
  });
}

// Sums, and the search for numbers that are not finite.
#include "parallel.h"
#include "vector.h"

extern "C" void EXPORT(sum)(const float* x, float* y, int32_t size) {
  double total_sum = 0;
  for (int i = 0; i < size; i++) total_sum += double(x[i]);
  y[0] = float(total_sum);
}

extern "C" void EXPORT(sumOfSquares)(const float* x, float* y, int32_t size) {
  double total_sum = 0;
  for (int i = 0; i < size; i++) total_sum += double(x[i]) * double(x[i]);
  y[0] = float(total_sum);
}

/// Rows that a tile of columnSum adds up before the tiles are added in order.
constexpr int column_sum_rows = 1024;

extern "C" int32_t EXPORT(columnSum_scratch)(int32_t rows, int32_t columns) { return divide_up(rows, column_sum_rows) * columns; }

extern "C" void EXPORT(columnSum)(const float* x, float* y, int32_t rows, int32_t columns, float* scratch) {
  const int tiles = divide_up(rows, column_sum_rows);
  parallel(tiles, [&](int tile, int) {
    float* sums = scratch + ptrdiff_t(tile) * columns;
    const int to = smaller(rows, (tile + 1) * column_sum_rows);
    each_vector(columns, [&](int j, int n) {
      floats sum = {};
      for (int row = tile * column_sum_rows; row < to; row++) sum += load_up_to(x + ptrdiff_t(row) * columns + j, n);
      store_up_to(sums + j, sum, n);
    });
  });
  each_vector(columns, [&](int j, int n) {
    floats sum = {};
    for (int tile = 0; tile < tiles; tile++) sum += load_up_to(scratch + ptrdiff_t(tile) * columns + j, n);
    store_up_to(y + j, sum, n);
  });
}

extern "C" void EXPORT(findNonFinite)(const float* x, int32_t* position, int32_t size) {
  position[0] = -1;
  for (int i = 0; i < size; i++) {
    uint32_t pattern;
    __builtin_memcpy(&pattern, x + i, sizeof pattern);
    if ((pattern & 0x7f800000u) == 0x7f800000u) {
      position[0] = i;
      return;
    }
  }
}

extern "C" void EXPORT(argmax)(const float* x, int32_t* position, int32_t rows, int32_t columns) {
  parallel_stretches(rows, divide_up(32768, columns), [&](int from, int to) {
    for (int row = from; row < to; row++) {
      const float* in = x + ptrdiff_t(row) * columns;
      const float most = largest(in, columns);
      int i = 0;
      while (i < columns && in[i] != most) i++;
      position[row] = i < columns ? i : 0;
    }
  });
}

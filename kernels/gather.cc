// Rows of a table by index: embeddings, and windows of a time series.
#include "parallel.h"
#include "vector.h"

extern "C" void EXPORT(gather)(const float* table, const int32_t* indices, float* y, int32_t count, int32_t columns) {
  parallel_ranges(count, 2048, [&](int from, int to) {
    for (int i = from; i < to; i++)
      __builtin_memcpy(y + ptrdiff_t(i) * columns, table + ptrdiff_t(indices[i]) * columns,
                       size_t(columns) * sizeof(float));
  });
}

extern "C" void EXPORT(gatherGradient)(const int32_t* indices, const float* dy, float* d_table, int32_t count,
                                       int32_t rows, int32_t columns) {
  // Tiles of columns would stride through memory; tiles of table rows let each thread add its own rows, in the order of
  // i.
  const int range_rows = divide_up(rows, 8);
  parallel_ranges(rows, range_rows, [&](int from, int to) {
    __builtin_memset(d_table + ptrdiff_t(from) * columns, 0, size_t(to - from) * size_t(columns) * sizeof(float));
    for (int i = 0; i < count; i++) {
      const int row = indices[i];
      if (row < from || row >= to) continue;
      float* sum = d_table + ptrdiff_t(row) * columns;
      const float* g = dy + ptrdiff_t(i) * columns;
      each_vector(columns,
                  [&](int j, int n) { store_up_to(sum + j, load_up_to(sum + j, n) + load_up_to(g + j, n), n); });
    }
  });
}

extern "C" void EXPORT(findOutOfRange)(const int32_t* indices, int32_t* position, int32_t count, int32_t rows) {
  position[0] = -1;
  for (int i = 0; i < count; i++)
    if (indices[i] < 0 || indices[i] >= rows) {
      position[0] = i;
      return;
    }
}

extern "C" void EXPORT(notEqual)(const int32_t* indices, int32_t* mask, int32_t value, int32_t count) {
  for (int i = 0; i < count; i++) mask[i] = indices[i] != value;
}

extern "C" void EXPORT(gatherWindows)(const float* table, const int32_t* rows, float* y, int32_t batch, int32_t steps,
                                      int32_t offset, int32_t stride, int32_t columns) {
  parallel_ranges(batch, 16, [&](int from, int to) {
    for (int b = from; b < to; b++)
      for (int s = 0; s < steps; s++)
        __builtin_memcpy(y + (ptrdiff_t(b) * steps + s) * columns,
                         table + (ptrdiff_t(rows[b]) + offset + ptrdiff_t(s) * stride) * columns,
                         size_t(columns) * sizeof(float));
  });
}

extern "C" void EXPORT(gatherTargets)(const float* table, const int32_t* rows, const int32_t* horizons,
                                      const int32_t* targets, float* y, int32_t batch, int32_t horizon_count,
                                      int32_t target_count, int32_t columns) {
  for (int b = 0; b < batch; b++)
    for (int h = 0; h < horizon_count; h++)
      for (int k = 0; k < target_count; k++) *y++ = table[(ptrdiff_t(rows[b]) + horizons[h]) * columns + targets[k]];
}

// Step masks: combined, computed from values, and applied to values; and the elementwise maximum.
#include "parallel.h"
#include "vector.h"

extern "C" void EXPORT(combineMasks)(const int32_t* a, const int32_t* b, int32_t* mask, int32_t either, int32_t size) {
  for (int i = 0; i < size; i++) mask[i] = either ? (a[i] != 0) | (b[i] != 0) : (a[i] != 0) & (b[i] != 0);
}

extern "C" void EXPORT(joinMasks)(const int32_t* a, const int32_t* b, int32_t* mask, int32_t rows, int32_t a_width,
                                  int32_t b_width) {
  for (int row = 0; row < rows; row++) {
    for (int i = 0; i < a_width; i++) *mask++ = a ? a[ptrdiff_t(row) * a_width + i] != 0 : 1;
    for (int i = 0; i < b_width; i++) *mask++ = b ? b[ptrdiff_t(row) * b_width + i] != 0 : 1;
  }
}

extern "C" void EXPORT(rowsDiffer)(const float* x, int32_t* mask, double value, int32_t rows, int32_t columns) {
  const float same = float(value);
  parallel_ranges(rows, divide_up(16384, columns), [&](int from, int to) {
    for (int row = from; row < to; row++) {
      const float* in = x + ptrdiff_t(row) * columns;
      int i = 0;
      while (i < columns && in[i] == same) i++;
      mask[row] = i < columns;
    }
  });
}

extern "C" void EXPORT(maskRows)(const float* x, const int32_t* mask, float* y, double value, int32_t rows,
                                 int32_t columns) {
  const floats other = all(float(value));
  parallel_ranges(rows, divide_up(16384, columns), [&](int from, int to) {
    for (int row = from; row < to; row++) {
      const ptrdiff_t at = ptrdiff_t(row) * columns;
      const bool keep = mask[row] != 0;
      each_vector(columns, [&](int i, int n) { store_up_to(y + at + i, keep ? load_up_to(x + at + i, n) : other, n); });
    }
  });
}

extern "C" void EXPORT(maximum)(const float* a, const float* b, float* y, int32_t size) {
  parallel_ranges(size, 16384, [&](int from, int to) {
    each_vector(to - from, [&](int i, int n) {
      const floats p = load_up_to(a + from + i, n), q = load_up_to(b + from + i, n);
      store_up_to(y + from + i, choose(larger_or_nan(q, p), q, p), n);
    });
  });
}

extern "C" void EXPORT(maximumGradient)(const float* a, const float* b, const float* dy, float* da, float* db,
                                        int32_t size) {
  parallel_ranges(size, 16384, [&](int from, int to) {
    each_vector(to - from, [&](int i, int n) {
      const floats p = load_up_to(a + from + i, n), q = load_up_to(b + from + i, n), g = load_up_to(dy + from + i, n);
      const ints first = larger_or_nan(p, q), second = larger_or_nan(q, p);
      store_up_to(da + from + i, choose(first, g, choose(second, floats{}, g * 0.5f)), n);
      store_up_to(db + from + i, choose(second, g, choose(first, floats{}, g * 0.5f)), n);
    });
  });
}

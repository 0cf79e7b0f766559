// Softmax of rows.
#include "parallel.h"
#include "vector.h"

extern "C" void EXPORT(softmax)(const float* x, float* y, int32_t rows, int32_t columns) {
  parallel_ranges(rows, divide_up(8192, columns), [&](int from, int to) {
    for (int row = from; row < to; row++) {
      const float* in = x + ptrdiff_t(row) * columns;
      float* out = y + ptrdiff_t(row) * columns;
      float most = in[0];
      for (int i = 1; i < columns; i++) most = in[i] > most ? in[i] : most;
      double sum = 0;
      each_vector(columns, [&](int i, int n) {
        const floats e = exp_clamped(load_up_to(in + i, n) - most);
        store_up_to(out + i, e, n);
        for (int k = 0; k < n; k++) sum += double(e[k]);
      });
      const float inverse = float(1 / sum);
      each_vector(columns, [&](int i, int n) { store_up_to(out + i, load_up_to(out + i, n) * inverse, n); });
    }
  });
}

extern "C" void EXPORT(softmaxGradient)(const float* y, const float* dy, float* dx, int32_t rows, int32_t columns) {
  parallel_ranges(rows, divide_up(8192, columns), [&](int from, int to) {
    for (int row = from; row < to; row++) {
      const ptrdiff_t at = ptrdiff_t(row) * columns;
      double dot = 0;
      for (int i = 0; i < columns; i++) dot += double(y[at + i]) * double(dy[at + i]);
      each_vector(columns, [&](int i, int n) {
        store_up_to(dx + at + i, load_up_to(y + at + i, n) * (load_up_to(dy + at + i, n) - float(dot)), n);
      });
    }
  });
}

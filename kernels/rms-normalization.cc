// Root mean square normalization of rows, and its gradient.
#include "parallel.h"
#include "vector.h"

extern "C" void EXPORT(rmsNormalization)(const float* x, const float* gamma, float* y, float* inverse, int32_t rows,
                                         int32_t columns, double epsilon) {
  parallel_ranges(rows, divide_up(8192, columns), [&](int from, int to) {
    for (int row = from; row < to; row++) {
      const ptrdiff_t at = ptrdiff_t(row) * columns;
      DoubleSum squares;
      each_vector(columns, [&](int i, int n) { squares.add_squares(load_up_to(x + at + i, n)); });
      const float factor = float(1 / __builtin_sqrt(squares.value() / columns + epsilon));
      inverse[row] = factor;
      each_vector(columns, [&](int i, int n) {
        floats v = load_up_to(x + at + i, n) * factor;
        if (gamma) v *= load_up_to(gamma + i, n);
        store_up_to(y + at + i, v, n);
      });
    }
  });
}

extern "C" void EXPORT(rmsNormalizationGradient)(const float* x, const float* gamma, const float* inverse,
                                                 const float* dy, float* dx, float* d_gamma, int32_t rows,
                                                 int32_t columns) {
  parallel_ranges(rows, divide_up(8192, columns), [&](int from, int to) {
    for (int row = from; row < to; row++) {
      const ptrdiff_t at = ptrdiff_t(row) * columns;
      const float factor = inverse[row];
      const auto gradient = [&](int i, int n) {
        const floats g = load_up_to(dy + at + i, n);
        return gamma ? g * load_up_to(gamma + i, n) : g;
      };
      DoubleSum dot;
      each_vector(columns, [&](int i, int n) { dot.add(gradient(i, n) * (load_up_to(x + at + i, n) * factor), n); });
      const float share = float(dot.value() / columns);
      each_vector(columns, [&](int i, int n) {
        store_up_to(dx + at + i, (gradient(i, n) - load_up_to(x + at + i, n) * factor * share) * factor, n);
      });
    }
  });
  // Tiles of columns: each adds its rows in order, so threads change nothing.
  parallel_ranges(d_gamma ? columns : 0, 64, [&](int from, int to) {
    each_vector(to - from, [&](int i, int n) {
      floats sum = {};
      for (int row = 0; row < rows; row++) {
        const ptrdiff_t at = ptrdiff_t(row) * columns + from + i;
        sum += load_up_to(dy + at, n) * (load_up_to(x + at, n) * inverse[row]);
      }
      store_up_to(d_gamma + from + i, sum, n);
    });
  });
}

// Layer normalization of rows, and its gradient.
#include "parallel.h"
#include "vector.h"

extern "C" void EXPORT(layerNormalization)(const float* x, const float* gamma, const float* beta, float* y, float* mean,
                                           float* inverse, int32_t rows, int32_t columns, double epsilon) {
  parallel_ranges(rows, divide_up(8192, columns), [&](int from, int to) {
    for (int row = from; row < to; row++) {
      const float* in = x + ptrdiff_t(row) * columns;
      DoubleSum sum, squares;
      each_vector(columns, [&](int i, int n) { sum.add(load_up_to(in + i, n), n); });
      const float center = float(sum.value() / columns);
      each_vector(columns, [&](int i, int n) {
        const floats distance = load_up_to(in + i, n) - center;
        squares.add(distance * distance, n);
      });
      mean[row] = center;
      inverse[row] = float(1 / __builtin_sqrt(squares.value() / columns + epsilon));
      each_vector(columns, [&](int i, int n) {
        floats v = (load_up_to(in + i, n) - mean[row]) * inverse[row];
        if (gamma) v *= load_up_to(gamma + i, n);
        if (beta) v += load_up_to(beta + i, n);
        store_up_to(y + ptrdiff_t(row) * columns + i, v, n);
      });
    }
  });
}

extern "C" void EXPORT(layerNormalizationGradient)(const float* x, const float* gamma, const float* mean,
                                                   const float* inverse, const float* dy, float* dx, float* d_gamma,
                                                   float* d_beta, int32_t rows, int32_t columns) {
  parallel_ranges(rows, divide_up(8192, columns), [&](int from, int to) {
    for (int row = from; row < to; row++) {
      const ptrdiff_t at = ptrdiff_t(row) * columns;
      DoubleSum sum, dot;
      each_vector(columns, [&](int i, int n) {
        floats g = load_up_to(dy + at + i, n);
        if (gamma) g *= load_up_to(gamma + i, n);
        sum.add(g, n);
        dot.add(g * (load_up_to(x + at + i, n) - mean[row]) * inverse[row], n);
      });
      const float average = float(sum.value() / columns), gradient_part = float(dot.value() / columns);
      each_vector(columns, [&](int i, int n) {
        const floats normal = (load_up_to(x + at + i, n) - mean[row]) * inverse[row];
        floats g = load_up_to(dy + at + i, n);
        if (gamma) g *= load_up_to(gamma + i, n);
        store_up_to(dx + at + i, (g - average - normal * gradient_part) * inverse[row], n);
      });
    }
  });
  // Tiles of columns: each adds its rows in order, so threads change nothing.
  parallel_ranges(d_gamma || d_beta ? columns : 0, 64, [&](int from, int to) {
    each_vector(to - from, [&](int i, int n) {
      floats gammas = {}, betas = {};
      for (int row = 0; row < rows; row++) {
        const ptrdiff_t at = ptrdiff_t(row) * columns + from + i;
        const floats g = load_up_to(dy + at, n);
        betas += g;
        gammas += g * (load_up_to(x + at, n) - mean[row]) * inverse[row];
      }
      if (d_gamma) store_up_to(d_gamma + from + i, gammas, n);
      if (d_beta) store_up_to(d_beta + from + i, betas, n);
    });
  });
}

// Minus the cosine between rows of predictions and of targets, and its gradient.
#include "parallel.h"
#include "vector.h"

extern "C" int64_t EXPORT(cosineSimilarity_scratch)(int32_t rows, int32_t, int32_t) { return 2 * int64_t(rows); }

/// With x̂ = x / ‖x‖: loss −Σ p̂ · ŷ, gradient (p̂ · Σ p̂ · ŷ − ŷ) / ‖p‖.
extern "C" void EXPORT(cosineSimilarity)(const float* prediction, const float* target, const float* weights,
                                         float* value, float* gradient, int32_t rows, int32_t classes,
                                         int32_t rows_per_weight, float* scratch) {
  double* losses = reinterpret_cast<double*>(scratch);
  parallel_ranges(rows, divide_up(8192, classes), [&](int from, int to) {
    for (int row = from; row < to; row++) {
      const float *p = prediction + ptrdiff_t(row) * classes, *y = target + ptrdiff_t(row) * classes;
      DoubleSum pp, yy, py;
      each_vector(classes, [&](int i, int n) {
        const floats a = load_up_to(p + i, n), b = load_up_to(y + i, n);
        pp.add(a * a, n);
        yy.add(b * b, n);
        py.add(a * b, n);
      });
      constexpr double most = 1e7;
      const double norm_p = __builtin_sqrt(pp.value()), norm_y = __builtin_sqrt(yy.value());
      const bool directed = !(norm_p <= 1 / most);
      const double scale_p = directed ? 1 / norm_p : most, scale_y = norm_y <= 1 / most ? most : 1 / norm_y;
      const double cosine = py.value() * scale_p * scale_y;
      const double weight = weights ? double(weights[row / rows_per_weight]) : 1;
      losses[row] = -weight * cosine;
      if (!gradient) continue;
      const double share = directed ? weight / rows * scale_p : 0;
      const float of_p = float(share * cosine * scale_p), of_y = float(share * scale_y);
      float* row_gradient = gradient + ptrdiff_t(row) * classes;
      each_vector(classes, [&](int i, int n) {
        store_up_to(row_gradient + i, load_up_to(p + i, n) * of_p - load_up_to(y + i, n) * of_y, n);
      });
    }
  });
  double sum = 0;
  for (int row = 0; row < rows; row++) sum += losses[row];
  value[0] = float(sum / rows);
}

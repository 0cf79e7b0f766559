// Element by element: fill, copy, arithmetic, activations, and copies that concatenate and split columns.
#include "activations.h"
#include "parallel.h"

/// Elements a tile takes: enough work to be worth handing to a thread.
constexpr int range_length = 16384;

extern "C" void EXPORT(fill)(float* y, double value, int32_t size) {
  const floats v = all(float(value));
  each_vector(size, [&](int i, int n) { store_up_to(y + i, v, n); });
}

extern "C" void EXPORT(copy)(const float* x, float* y, int32_t size) {
  __builtin_memcpy(y, x, size_t(size) * sizeof(float));
}

template <class F>
static void combine(const float* a, const float* b, float* y, int size, F f) {
  parallel_ranges(size, range_length, [&](int from, int to) {
    each_vector(to - from, [&](int i, int n) {
      store_up_to(y + from + i, f(load_up_to(a + from + i, n), load_up_to(b + from + i, n)), n);
    });
  });
}

extern "C" void EXPORT(add)(const float* a, const float* b, float* y, int32_t size) {
  combine(a, b, y, size, [](floats p, floats q) { return p + q; });
}
extern "C" void EXPORT(subtract)(const float* a, const float* b, float* y, int32_t size) {
  combine(a, b, y, size, [](floats p, floats q) { return p - q; });
}
extern "C" void EXPORT(multiply)(const float* a, const float* b, float* y, int32_t size) {
  combine(a, b, y, size, [](floats p, floats q) { return p * q; });
}

extern "C" void EXPORT(addRow)(const float* x, const float* row, float* y, int32_t rows, int32_t columns) {
  parallel_ranges(rows, divide_up(range_length, columns), [&](int from, int to) {
    for (int r = from; r < to; r++) {
      const ptrdiff_t at = ptrdiff_t(r) * columns;
      each_vector(columns, [&](int i, int n) {
        store_up_to(y + at + i, load_up_to(x + at + i, n) + load_up_to(row + i, n), n);
      });
    }
  });
}

extern "C" void EXPORT(scale)(const float* x, float* y, double factor, double offset, int32_t size) {
  const float m = float(factor), c = float(offset);
  parallel_ranges(size, range_length, [&](int from, int to) {
    each_vector(to - from, [&](int i, int n) { store_up_to(y + from + i, load_up_to(x + from + i, n) * m + c, n); });
  });
}

extern "C" void EXPORT(clamp)(const float* x, float* y, double low, double high, int32_t size) {
  const float minimum = float(low), maximum = float(high);
  parallel_ranges(size, range_length, [&](int from, int to) {
    each_vector(to - from, [&](int i, int n) {
      store_up_to(y + from + i, at_most(at_least(load_up_to(x + from + i, n), minimum), maximum), n);
    });
  });
}

extern "C" void EXPORT(activate)(const float* x, float* y, int32_t size, int32_t activation) {
  parallel_ranges(size, range_length / 4, [&](int from, int to) {
    each_vector(to - from, [&](int i, int n) {
      store_up_to(y + from + i, activate_vector(activation, load_up_to(x + from + i, n)), n);
    });
  });
}

extern "C" void EXPORT(activateGradient)(const float* x, const float* y, const float* dy, float* dx, int32_t size,
                                         int32_t activation) {
  parallel_ranges(size, range_length / 4, [&](int from, int to) {
    each_vector(to - from, [&](int i, int n) {
      const int at = from + i;
      store_up_to(dx + at,
                  load_up_to(dy + at, n) * derivative(activation, load_up_to(x + at, n), load_up_to(y + at, n)), n);
    });
  });
}

extern "C" void EXPORT(leakyRelu)(const float* x, float* y, double negative_slope, int32_t size) {
  const float factor = float(negative_slope);
  parallel_ranges(size, range_length, [&](int from, int to) {
    each_vector(to - from, [&](int i, int n) {
      const floats v = load_up_to(x + from + i, n);
      store_up_to(y + from + i, choose(v < all(0.f), v * factor, v), n);
    });
  });
}

extern "C" void EXPORT(leakyReluGradient)(const float* x, const float* dy, float* dx, double negative_slope,
                                          int32_t size) {
  const float factor = float(negative_slope);
  parallel_ranges(size, range_length, [&](int from, int to) {
    each_vector(to - from, [&](int i, int n) {
      store_up_to(dx + from + i, load_up_to(dy + from + i, n) * leaky_gradient(load_up_to(x + from + i, n), factor), n);
    });
  });
}

extern "C" void EXPORT(copyColumns)(const float* x, float* y, int32_t rows, int32_t x_stride, int32_t x_offset,
                                    int32_t y_stride, int32_t y_offset, int32_t columns) {
  for (int row = 0; row < rows; row++)
    __builtin_memcpy(y + ptrdiff_t(row) * y_stride + y_offset, x + ptrdiff_t(row) * x_stride + x_offset,
                     size_t(columns) * sizeof(float));
}

extern "C" void EXPORT(reverseTime)(const float* x, float* y, int32_t batch, int32_t time, int32_t columns) {
  for (int b = 0; b < batch; b++)
    for (int t = 0; t < time; t++)
      __builtin_memcpy(y + (ptrdiff_t(b) * time + t) * columns, x + (ptrdiff_t(b) * time + time - 1 - t) * columns,
                       size_t(columns) * sizeof(float));
}

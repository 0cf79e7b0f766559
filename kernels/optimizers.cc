// Updates of all weights at once.
#include "parallel.h"
#include "vector.h"

constexpr int update_stretch = 16384;

INLINE floats square_root(floats x) {
  floats y;
  for (int i = 0; i < width; i++) y[i] = __builtin_sqrtf(x[i]);
  return y;
}

template <class F>
static void each_weight(int size, F f) {
  parallel_stretches(size, update_stretch, [&](int from, int to) { each_vector(to - from, [&](int i, int n) { f(from + i, n); }); });
}

extern "C" void EXPORT(sgd)(float* weights, const float* gradient, float* velocity, int32_t size, double learning_rate, double momentum,
                            int32_t nesterov) {
  const float rate = float(learning_rate), keep = float(momentum);
  each_weight(size, [&](int i, int n) {
    const floats step = load_up_to(gradient + i, n) * rate;
    floats change = -step;
    if (velocity) {
      const floats v = load_up_to(velocity + i, n) * keep - step;
      store_up_to(velocity + i, v, n);
      change = nesterov ? v * keep - step : v;
    }
    store_up_to(weights + i, load_up_to(weights + i, n) + change, n);
  });
}

extern "C" void EXPORT(rmsprop)(float* weights, const float* gradient, float* square, float* mean, float* velocity, int32_t size,
                                double learning_rate, double rho, double momentum, double epsilon, int32_t epsilon_outside) {
  const float rate = float(learning_rate), keep = float(rho), fresh = float(1 - rho), push = float(momentum), tiny = float(epsilon);
  each_weight(size, [&](int i, int n) {
    const floats g = load_up_to(gradient + i, n);
    const floats squares = load_up_to(square + i, n) * keep + g * g * fresh;
    store_up_to(square + i, squares, n);
    floats variance = squares;
    if (mean) {
      const floats center = load_up_to(mean + i, n) * keep + g * fresh;
      store_up_to(mean + i, center, n);
      variance = squares - center * center;
    }
    floats step = epsilon_outside ? g * rate / (square_root(at_least(variance, 0.f)) + tiny) : g * rate / square_root(variance + tiny);
    if (velocity) {
      step = load_up_to(velocity + i, n) * push + step;
      store_up_to(velocity + i, step, n);
    }
    store_up_to(weights + i, load_up_to(weights + i, n) - step, n);
  });
}

extern "C" void EXPORT(adam)(float* weights, const float* gradient, float* mean, float* square, int32_t size, double learning_rate, double beta1,
                             double beta2, double epsilon, int32_t step) {
  double power1 = 1, power2 = 1, base1 = beta1, base2 = beta2;
  for (uint32_t e = uint32_t(step); e; e >>= 1) {
    if (e & 1) {
      power1 *= base1;
      power2 *= base2;
    }
    base1 *= base1;
    base2 *= base2;
  }
  const float rate = float(learning_rate * __builtin_sqrt(1 - power2) / (1 - power1));
  const float fresh1 = float(1 - beta1), fresh2 = float(1 - beta2), tiny = float(epsilon);
  each_weight(size, [&](int i, int n) {
    const floats g = load_up_to(gradient + i, n);
    const floats m = load_up_to(mean + i, n) + (g - load_up_to(mean + i, n)) * fresh1;
    const floats v = load_up_to(square + i, n) + (g * g - load_up_to(square + i, n)) * fresh2;
    store_up_to(mean + i, m, n);
    store_up_to(square + i, v, n);
    store_up_to(weights + i, load_up_to(weights + i, n) - m * rate / (square_root(v) + tiny), n);
  });
}

// Updates of all weights at once, each in one pass over the arrays.
#include "parallel.h"
#include "vector.h"

constexpr int update_chunk = 16384;

INLINE floats square_root(floats x) {
  floats y;
  for (int i = 0; i < width; i++) y[i] = __builtin_sqrtf(x[i]);
  return y;
}

INLINE floats sign(floats x) { return choose(x > floats{}, all(1.f), choose(x < floats{}, all(-1.f), floats{})); }

template <class F>
static void each_weight(int size, F f) {
  parallel_ranges(size, update_chunk,
                  [&](int from, int to) { each_vector(to - from, [&](int i, int n) { f(from + i, n); }); });
}

/// Steps from where a weight is left by decay. Not w · (1 − decay): float32 holds 1 − 10⁻⁶ too coarsely.
INLINE void step_by(float* weights, int i, int n, floats step, float decay) {
  const floats w = load_up_to(weights + i, n);
  store_up_to(weights + i, w - w * decay - step, n);
}

/// mean ← mean + (x − mean) · fresh, and its new numbers.
INLINE floats follow(float* mean, int i, int n, floats x, float fresh) {
  const floats before = load_up_to(mean + i, n);
  const floats after = before + (x - before) * fresh;
  store_up_to(mean + i, after, n);
  return after;
}

extern "C" void EXPORT(movingAverage)(const float* x, float* average, double momentum, int32_t size) {
  const float fresh = float(1 - momentum);
  each_weight(size, [&](int i, int n) { follow(average, i, n, load_up_to(x + i, n), fresh); });
}

extern "C" void EXPORT(sgd)(float* weights, const float* gradient, float* velocity, int32_t size, double learning_rate,
                            double decay, double momentum, int32_t nesterov) {
  const float rate = float(learning_rate), loss = float(decay), keep = float(momentum);
  each_weight(size, [&](int i, int n) {
    floats step = load_up_to(gradient + i, n) * rate;
    if (velocity) {
      const floats v = load_up_to(velocity + i, n) * keep - step;
      store_up_to(velocity + i, v, n);
      step = nesterov ? step - v * keep : -v;
    }
    step_by(weights, i, n, step, loss);
  });
}

extern "C" void EXPORT(rmsprop)(float* weights, const float* gradient, float* square, float* mean, float* velocity,
                                int32_t size, double learning_rate, double decay, double rho, double momentum,
                                double epsilon, int32_t epsilon_outside) {
  const float rate = float(learning_rate), loss = float(decay), fresh = float(1 - rho), push = float(momentum),
              tiny = float(epsilon);
  each_weight(size, [&](int i, int n) {
    const floats g = load_up_to(gradient + i, n);
    floats variance = follow(square, i, n, g * g, fresh);
    if (mean) {
      const floats center = follow(mean, i, n, g, fresh);
      variance -= center * center;
    }
    floats step = epsilon_outside ? g * rate / (square_root(at_least(variance, 0.f)) + tiny)
                                  : g * rate / square_root(variance + tiny);
    if (velocity) {
      step = load_up_to(velocity + i, n) * push + step;
      store_up_to(velocity + i, step, n);
    }
    step_by(weights, i, n, step, loss);
  });
}

extern "C" void EXPORT(adam)(float* weights, const float* gradient, float* mean, float* square, float* largest,
                             int32_t size, double learning_rate, double decay, double beta1, double beta2,
                             double epsilon, int32_t step) {
  double power1 = 1, power2 = 1, base1 = beta1, base2 = beta2;
  for (uint32_t e = uint32_t(step); e; e >>= 1) {
    if (e & 1) {
      power1 *= base1;
      power2 *= base2;
    }
    base1 *= base1;
    base2 *= base2;
  }
  const float rate = float(learning_rate * __builtin_sqrt(1 - power2) / (1 - power1)), loss = float(decay);
  const float fresh1 = float(1 - beta1), fresh2 = float(1 - beta2), tiny = float(epsilon);
  each_weight(size, [&](int i, int n) {
    const floats g = load_up_to(gradient + i, n);
    const floats m = follow(mean, i, n, g, fresh1);
    floats v = follow(square, i, n, g * g, fresh2);
    if (largest) {
      const floats before = load_up_to(largest + i, n);
      v = before > v ? before : v;
      store_up_to(largest + i, v, n);
    }
    step_by(weights, i, n, m * rate / (square_root(v) + tiny), loss);
  });
}

extern "C" void EXPORT(nadam)(float* weights, const float* gradient, float* mean, float* square, int32_t size,
                              double learning_rate, double decay, double beta1, double beta2, double epsilon,
                              double mean_share, double gradient_share, double square_share) {
  const float of_mean = float(learning_rate * mean_share), of_gradient = float(learning_rate * gradient_share),
              loss = float(decay);
  const float fresh1 = float(1 - beta1), fresh2 = float(1 - beta2), tiny = float(epsilon),
              correction = float(square_share);
  each_weight(size, [&](int i, int n) {
    const floats g = load_up_to(gradient + i, n);
    const floats m = follow(mean, i, n, g, fresh1);
    const floats v = follow(square, i, n, g * g, fresh2);
    step_by(weights, i, n, (m * of_mean + g * of_gradient) / (square_root(v * correction) + tiny), loss);
  });
}

extern "C" void EXPORT(adagrad)(float* weights, const float* gradient, float* total, int32_t size, double learning_rate,
                                double decay, double epsilon) {
  const float rate = float(learning_rate), loss = float(decay), tiny = float(epsilon);
  each_weight(size, [&](int i, int n) {
    const floats g = load_up_to(gradient + i, n);
    const floats sum = load_up_to(total + i, n) + g * g;
    store_up_to(total + i, sum, n);
    step_by(weights, i, n, g * rate / square_root(sum + tiny), loss);
  });
}

extern "C" void EXPORT(adadelta)(float* weights, const float* gradient, float* square, float* change, int32_t size,
                                 double learning_rate, double decay, double rho, double epsilon) {
  const float rate = float(learning_rate), loss = float(decay), fresh = float(1 - rho), tiny = float(epsilon);
  each_weight(size, [&](int i, int n) {
    const floats g = load_up_to(gradient + i, n);
    const floats v = follow(square, i, n, g * g, fresh);
    const floats step = g * square_root(load_up_to(change + i, n) + tiny) / square_root(v + tiny);
    follow(change, i, n, step * step, fresh);
    step_by(weights, i, n, step * rate, loss);
  });
}

extern "C" void EXPORT(lion)(float* weights, const float* gradient, float* mean, int32_t size, double learning_rate,
                             double decay, double beta1, double beta2) {
  const float rate = float(learning_rate), loss = float(decay), keep = float(beta1), take = float(1 - beta1),
              fresh = float(1 - beta2);
  each_weight(size, [&](int i, int n) {
    const floats g = load_up_to(gradient + i, n);
    const floats direction = sign(load_up_to(mean + i, n) * keep + g * take);
    follow(mean, i, n, g, fresh);
    step_by(weights, i, n, direction * rate, loss);
  });
}

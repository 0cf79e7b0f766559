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

/// Applies weight decay, then the step. Not w · (1 − decay): float32 holds 1 − 10⁻⁶ too coarsely.
INLINE void step_by(float* weights, int i, int n, floats step, float decay) {
  const floats w = load_up_to(weights + i, n);
  store_up_to(weights + i, w - w * decay - step, n);
}

/// mean ← mean + (x − mean) · new_share, and returns the new values.
INLINE floats update_average(float* mean, int i, int n, floats x, float new_share) {
  const floats before = load_up_to(mean + i, n);
  const floats after = before + (x - before) * new_share;
  store_up_to(mean + i, after, n);
  return after;
}

extern "C" void EXPORT(movingAverage)(const float* x, float* average, double momentum, int32_t size) {
  const float new_share = float(1 - momentum);
  each_weight(size, [&](int i, int n) { update_average(average, i, n, load_up_to(x + i, n), new_share); });
}

extern "C" void EXPORT(sgd)(float* weights, const float* gradient, float* velocity, int32_t size, double learning_rate,
                            double decay, double momentum, int32_t nesterov) {
  const float rate = float(learning_rate), weight_decay = float(decay), old_share = float(momentum);
  each_weight(size, [&](int i, int n) {
    floats step = load_up_to(gradient + i, n) * rate;
    if (velocity) {
      const floats v = load_up_to(velocity + i, n) * old_share - step;
      store_up_to(velocity + i, v, n);
      step = nesterov ? step - v * old_share : -v;
    }
    step_by(weights, i, n, step, weight_decay);
  });
}

extern "C" void EXPORT(rmsprop)(float* weights, const float* gradient, float* square, float* mean, float* velocity,
                                int32_t size, double learning_rate, double decay, double rho, double momentum,
                                double epsilon, int32_t epsilon_outside) {
  const float rate = float(learning_rate), weight_decay = float(decay), new_share = float(1 - rho),
              momentum_factor = float(momentum), epsilon_f = float(epsilon);
  each_weight(size, [&](int i, int n) {
    const floats g = load_up_to(gradient + i, n);
    floats variance = update_average(square, i, n, g * g, new_share);
    if (mean) {
      const floats center = update_average(mean, i, n, g, new_share);
      variance -= center * center;
    }
    floats step = epsilon_outside ? g * rate / (square_root(at_least(variance, 0.f)) + epsilon_f)
                                  : g * rate / square_root(variance + epsilon_f);
    if (velocity) {
      step = load_up_to(velocity + i, n) * momentum_factor + step;
      store_up_to(velocity + i, step, n);
    }
    step_by(weights, i, n, step, weight_decay);
  });
}

extern "C" void EXPORT(adam)(float* weights, const float* gradient, float* m, float* v, float* v_hat, int32_t size,
                             double learning_rate, double decay, double beta1, double beta2, double epsilon,
                             int32_t step) {
  double power1 = 1, power2 = 1, base1 = beta1, base2 = beta2;
  for (uint32_t e = uint32_t(step); e; e >>= 1) {
    if (e & 1) {
      power1 *= base1;
      power2 *= base2;
    }
    base1 *= base1;
    base2 *= base2;
  }
  const float rate = float(learning_rate * __builtin_sqrt(1 - power2) / (1 - power1)), weight_decay = float(decay);
  const float one_minus_beta1 = float(1 - beta1), one_minus_beta2 = float(1 - beta2), epsilon_f = float(epsilon);
  each_weight(size, [&](int i, int n) {
    const floats g = load_up_to(gradient + i, n);
    const floats new_m = update_average(m, i, n, g, one_minus_beta1);
    floats new_v = update_average(v, i, n, g * g, one_minus_beta2);
    if (v_hat) {
      const floats before = load_up_to(v_hat + i, n);
      new_v = before > new_v ? before : new_v;
      store_up_to(v_hat + i, new_v, n);
    }
    step_by(weights, i, n, new_m * rate / (square_root(new_v) + epsilon_f), weight_decay);
  });
}

extern "C" void EXPORT(nadam)(float* weights, const float* gradient, float* m, float* v, int32_t size,
                              double learning_rate, double decay, double beta1, double beta2, double epsilon,
                              double m_share, double gradient_share, double v_share) {
  const float of_m = float(learning_rate * m_share), of_gradient = float(learning_rate * gradient_share),
              weight_decay = float(decay);
  const float one_minus_beta1 = float(1 - beta1), one_minus_beta2 = float(1 - beta2), epsilon_f = float(epsilon),
              correction = float(v_share);
  each_weight(size, [&](int i, int n) {
    const floats g = load_up_to(gradient + i, n);
    const floats new_m = update_average(m, i, n, g, one_minus_beta1);
    const floats new_v = update_average(v, i, n, g * g, one_minus_beta2);
    step_by(weights, i, n, (new_m * of_m + g * of_gradient) / (square_root(new_v * correction) + epsilon_f),
            weight_decay);
  });
}

extern "C" void EXPORT(adagrad)(float* weights, const float* gradient, float* total, int32_t size, double learning_rate,
                                double decay, double epsilon) {
  const float rate = float(learning_rate), weight_decay = float(decay), epsilon_f = float(epsilon);
  each_weight(size, [&](int i, int n) {
    const floats g = load_up_to(gradient + i, n);
    const floats sum = load_up_to(total + i, n) + g * g;
    store_up_to(total + i, sum, n);
    step_by(weights, i, n, g * rate / square_root(sum + epsilon_f), weight_decay);
  });
}

extern "C" void EXPORT(adadelta)(float* weights, const float* gradient, float* square, float* change, int32_t size,
                                 double learning_rate, double decay, double rho, double epsilon) {
  const float rate = float(learning_rate), weight_decay = float(decay), new_share = float(1 - rho),
              epsilon_f = float(epsilon);
  each_weight(size, [&](int i, int n) {
    const floats g = load_up_to(gradient + i, n);
    const floats v = update_average(square, i, n, g * g, new_share);
    const floats step = g * square_root(load_up_to(change + i, n) + epsilon_f) / square_root(v + epsilon_f);
    update_average(change, i, n, step * step, new_share);
    step_by(weights, i, n, step * rate, weight_decay);
  });
}

extern "C" void EXPORT(lion)(float* weights, const float* gradient, float* mean, int32_t size, double learning_rate,
                             double decay, double beta1, double beta2) {
  const float rate = float(learning_rate), weight_decay = float(decay), old_share = float(beta1),
              gradient_share = float(1 - beta1), new_share = float(1 - beta2);
  each_weight(size, [&](int i, int n) {
    const floats g = load_up_to(gradient + i, n);
    const floats direction = sign(load_up_to(mean + i, n) * old_share + g * gradient_share);
    update_average(mean, i, n, g, new_share);
    step_by(weights, i, n, direction * rate, weight_decay);
  });
}

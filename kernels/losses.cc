// Losses and their derivatives, by the codes of src/kernels/losses.ts. Computed in double: there is one number per
// prediction.
#include "elementary.h"
#include "vector.h"

struct LossAt {
  double value, derivative;
};

static LossAt loss_at(int32_t loss, double p, double y, double parameter) {
  const double e = p - y, size = e < 0 ? -e : e, sign = e > 0 ? 1 : e < 0 ? -1 : e == 0 ? 0 : e;
  switch (loss) {
    case 0: return {e * e, 2 * e};
    case 1: return {size, sign};
    case 2:
      return size <= parameter ? LossAt{0.5 * e * e, e}
                               : LossAt{parameter * size - 0.5 * parameter * parameter, parameter * sign};
    case 3: {
      const double t = y * (1 - parameter) + 0.5 * parameter;
      const double low = double(1e-7f), high = double(1.f - 1e-7f);
      const bool clipped = p < low || p > high;
      const double q = p < low ? low : p > high ? high : p;
      return {-t * log_double(q) - (1 - t) * log_double(1 - q), clipped ? 0 : (q - t) / (q * (1 - q))};
    }
    case 4: {
      const double t = y * (1 - parameter) + 0.5 * parameter;
      const double decay = exp_double(p < 0 ? p : -p);
      const double sigma = p >= 0 ? 1 / (1 + decay) : decay / (1 + decay);
      return {(p > 0 ? p : 0 * p) - p * t + log1p_double(decay), sigma - t};
    }
    case 5: {
      const double decay = exp_double(-2 * size);
      return {size + log1p_double(decay) - 0.69314718055994530942, sign * (1 - decay) / (1 + decay)};
    }
    case 7:
      return {e <= 0 ? parameter * size : (1 - parameter) * size, e > 0 ? 1 - parameter : e < 0 ? -parameter : 0 * e};
    case 8: {
      const double rate = p + double(1e-7f);
      return {p - y * (rate > 0 ? log_double(rate) : double(__builtin_nanf(""))), 1 - y / rate};
    }
    case 9: {
      const double rate = exp_double(p);
      return {rate - y * p, rate - y};
    }
    case 10: {
      const double epsilon = double(1e-7f);
      const double q = p < epsilon ? epsilon : p > 1 ? 1 : p, t = y < epsilon ? epsilon : y > 1 ? 1 : y;
      return {t * (log_double(t) - log_double(q)), p < epsilon || p > 1 ? 0 : -t / q};
    }
    case 11: {
      const double epsilon = double(1e-7f);
      const double q = 1 + (p < epsilon ? epsilon : p), t = 1 + (y < epsilon ? epsilon : y);
      const double difference = log_double(q) - log_double(t);
      return {difference * difference, p < epsilon ? 0 * difference : 2 * difference / q};
    }
    default: {
      const double magnitude_y = y < 0 ? -y : y, scale = 100 / (magnitude_y > 1e-7 ? magnitude_y : 1e-7);
      return {scale * size, scale * sign};
    }
  }
}

extern "C" void EXPORT(loss)(const float* prediction, const float* target, const float* weights, float* value,
                             float* gradient, int32_t examples, int32_t columns, int32_t loss, double parameter) {
  double sum = 0;
  const double share = 1 / (double(examples) * double(columns));
  for (int i = 0; i < examples; i++) {
    const double weight = weights ? double(weights[i]) : 1;
    for (int j = 0; j < columns; j++) {
      const ptrdiff_t at = ptrdiff_t(i) * columns + j;
      const LossAt here = loss_at(loss, double(prediction[at]), double(target[at]), parameter);
      sum += weight * here.value;
      if (gradient) gradient[at] = float(weight * here.derivative * share);
    }
  }
  value[0] = float(sum * share);
}

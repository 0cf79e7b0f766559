// Losses and their slopes, by the codes of src/kernels/losses.ts. Computed in double: there is one number per prediction.
#include "vector.h"

static double exp_double(double x);
static double log1p_double(double x);

// Double exp and log without a C library: argument reduction and series that converge to full precision.
static double exp_double(double x) {
  if (x < -700) return 0;
  if (x > 700) x = 700;
  const double n = double(int64_t(x * 1.4426950408889634 + (x >= 0 ? 0.5 : -0.5)));
  const double r = (x - n * 0.693147180369123816490) - n * 1.90821492927058770002e-10;
  double sum = 1, term = 1;
  for (int k = 1; k < 18; k++) {
    term *= r / k;
    sum += term;
  }
  const uint64_t exponent = uint64_t(int64_t(n) + 1023) << 52;
  double power;
  __builtin_memcpy(&power, &exponent, sizeof power);
  return sum * power;
}

/// ln(1 + x) for 0 ≤ x ≤ 1: 2·artanh(x / (2 + x)).
static double log1p_double(double x) {
  const double s = x / (2 + x), square = s * s;
  double sum = 0, power = s;
  for (int k = 1; k < 40; k += 2) {
    sum += power / k;
    power *= square;
  }
  return 2 * sum;
}

/// ln x for normal x > 0.
static double log_double(double x) {
  uint64_t pattern;
  __builtin_memcpy(&pattern, &x, sizeof pattern);
  int exponent = int(pattern >> 52) - 1023;
  pattern = (pattern & 0x000fffffffffffffull) | 0x3ff0000000000000ull;
  double m;
  __builtin_memcpy(&m, &pattern, sizeof m);
  return double(exponent) * 0.69314718055994530942 + log1p_double(m - 1);
}

struct LossAt {
  double value, slope;
};

static LossAt loss_at(int32_t loss, double p, double y, double parameter) {
  const double e = p - y, size = e < 0 ? -e : e, sign = e > 0 ? 1 : e < 0 ? -1 : e == 0 ? 0 : e;
  switch (loss) {
    case 0: return {e * e, 2 * e};
    case 1: return {size, sign};
    case 2: return size <= parameter ? LossAt{0.5 * e * e, e} : LossAt{parameter * size - 0.5 * parameter * parameter, parameter * sign};
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
    default: {
      const double magnitude_y = y < 0 ? -y : y, scale = 100 / (magnitude_y > 1e-7 ? magnitude_y : 1e-7);
      return {scale * size, scale * sign};
    }
  }
}

extern "C" void EXPORT(loss)(const float* prediction, const float* target, const float* weights, float* value, float* gradient, int32_t examples,
                             int32_t columns, int32_t loss, double parameter) {
  double sum = 0;
  const double share = 1 / (double(examples) * double(columns));
  for (int i = 0; i < examples; i++) {
    const double weight = weights ? double(weights[i]) : 1;
    for (int j = 0; j < columns; j++) {
      const ptrdiff_t at = ptrdiff_t(i) * columns + j;
      const LossAt here = loss_at(loss, double(prediction[at]), double(target[at]), parameter);
      sum += weight * here.value;
      if (gradient) gradient[at] = float(weight * here.slope * share);
    }
  }
  value[0] = float(sum * share);
}

// exp and log of doubles without a C library: argument reduction, and series that converge to full precision.
#pragma once
#include <stdint.h>

/// eˣ; 0 below −700, e⁷⁰⁰ above 700.
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

/// ln x for normal x > 0; NaN of NaN.
static double log_double(double x) {
  if (x != x) return x;
  uint64_t pattern;
  __builtin_memcpy(&pattern, &x, sizeof pattern);
  int exponent = int(pattern >> 52) - 1023;
  pattern = (pattern & 0x000fffffffffffffull) | 0x3ff0000000000000ull;
  double m;
  __builtin_memcpy(&m, &pattern, sizeof m);
  return double(exponent) * 0.69314718055994530942 + log1p_double(m - 1);
}

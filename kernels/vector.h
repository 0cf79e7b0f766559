// Vectors of a width set at compile time, and the elementary functions on them.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifndef LOOKBACK_WIDTH
#error "LOOKBACK_WIDTH: floats in a vector; 4 for wasm, NEON and SSE, 8 for AVX2, 16 for AVX-512"
#endif

#define INLINE static inline __attribute__((always_inline))
#define INLINE_MEMBER inline __attribute__((always_inline))
#define NOINLINE static __attribute__((noinline))

constexpr int width = LOOKBACK_WIDTH;

typedef float floats __attribute__((vector_size(LOOKBACK_WIDTH * 4), aligned(4), may_alias));
typedef int32_t ints __attribute__((vector_size(LOOKBACK_WIDTH * 4), aligned(4), may_alias));
/// Rows are often shorter than a vector: what is left goes by fours.
typedef float four __attribute__((vector_size(16), aligned(4), may_alias));

INLINE floats load(const float* p) { return *reinterpret_cast<const floats*>(p); }
INLINE void store(float* p, floats v) { *reinterpret_cast<floats*>(p) = v; }
INLINE floats all(float x) { return x - floats{}; }
INLINE ints bits(floats v) { return reinterpret_cast<ints&>(v); }
INLINE floats from_bits(ints v) { return reinterpret_cast<floats&>(v); }
/// Elementwise choice; NaN in the condition's operands chooses `no`.
INLINE floats choose(ints condition, floats yes, floats no) {
  return from_bits((condition & bits(yes)) | (~condition & bits(no)));
}
/// Where x is to replace the largest so far: a NaN counts as larger than all numbers, and the first one stays.
INLINE ints larger_or_nan(floats x, floats most) { return (x > most) | ((x != x) & (most == most)); }
/// The larger; a NaN in x stays.
INLINE floats at_least(floats x, float low) { return x < all(low) ? all(low) : x; }
INLINE floats at_most(floats x, float high) { return x > all(high) ? all(high) : x; }
INLINE floats magnitude(floats x) { return from_bits(bits(x) & 0x7fffffff); }

/// The first n of a row that may be shorter than a vector, zeros after them.
INLINE floats load_part(const float* p, int n) {
#if defined(__AVX512F__)
  typedef float m512 __attribute__((vector_size(64)));
  return floats(__builtin_ia32_loadups512_mask(p, m512{}, uint16_t((1u << n) - 1)));
#else
  floats v = {};
  for (int i = 0; i < n; i++) v[i] = p[i];
  return v;
#endif
}
INLINE void store_part(float* p, floats v, int n) {
#if defined(__AVX512F__)
  typedef float m512 __attribute__((vector_size(64)));
  __builtin_ia32_storeups512_mask(p, m512(v), uint16_t((1u << n) - 1));
#else
  for (int i = 0; i < n; i++) p[i] = v[i];
#endif
}

/// Runs f(position, count) over 0 … size in vectors, the last one maybe shorter.
template <class F>
INLINE void each_vector(int size, F f) {
  int i = 0;
  for (; i + width <= size; i += width) f(i, width);
  if (i < size) f(i, size - i);
}
INLINE floats load_up_to(const float* p, int n) { return n == width ? load(p) : load_part(p, n); }
INLINE void store_up_to(float* p, floats v, int n) {
  if (n == width) store(p, v);
  else store_part(p, v, n);
}

/// 1/x. On AVX-512 an estimate of 14 bits and one step of Newton's method, which is several times faster than division
/// there.
INLINE floats reciprocal(floats x) {
#if defined(__AVX512F__)
  typedef float m512 __attribute__((vector_size(64)));
  const m512 guess = __builtin_ia32_rcp14ps512_mask(m512(x), m512{}, uint16_t(-1));
  const floats r = floats(guess);
  return r + r * (1.f - x * r);
#else
  return 1.f / x;
#endif
}

/// eˣ for −87 ≤ x ≤ 87, clamped outside; about 1 unit in the last place. x = n·ln 2 + r, |r| ≤ ½ ln 2, eʳ by
/// Taylor-like minimax polynomial.
INLINE floats exp_clamped(floats x) {
  x = at_most(at_least(x, -87.f), 87.f);
  const floats shifted = x * 1.44269504089f + 12582912.f; // 1.5 · 2²³: rounds to whole n, kept in the low bits
  const floats n = shifted - 12582912.f;
  const floats r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
  floats p = r * 1.9875691500e-4f + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * (r * r) + (r + 1.f);
  return from_bits(bits(p) + (bits(shifted) << 23));
}

/// eˣ for all x: 0 and infinity where float32 ends.
INLINE floats exp_full(floats x) {
  const floats half = exp_clamped(x * 0.5f);
  return half * half;
}

/// ln x for normal x > 0. x = 2ᵉ·m, √½ ≤ m < √2, polynomial in m − 1.
INLINE floats log_positive(floats x) {
  const ints e = (bits(x) - 0x3f3504f3) >> 23;
  const floats m = from_bits(bits(x) - (e << 23)) - 1.f;
  const floats n = __builtin_convertvector(e, floats);
  floats p = m * 7.0376836292e-2f - 1.1514610310e-1f;
  p = p * m + 1.1676998740e-1f;
  p = p * m - 1.2420140846e-1f;
  p = p * m + 1.4249322787e-1f;
  p = p * m - 1.6668057665e-1f;
  p = p * m + 2.0000714765e-1f;
  p = p * m - 2.4999993993e-1f;
  p = p * m + 3.3333331174e-1f;
  const floats square = m * m;
  return (m * square * p - n * 2.12194440e-4f) - 0.5f * square + m + n * 0.693359375f;
}

INLINE floats sigmoid(floats x) { return reciprocal(1.f + exp_clamped(-x)); }

/// tanh by a rational function of degree 13/6, a few units in the last place also near 0.
INLINE floats hyperbolic_tangent(floats x) {
  x = at_most(at_least(x, -7.90531110763549805f), 7.90531110763549805f);
  const floats s = x * x;
  floats p = s * -2.76076847742355e-16f + 2.00018790482477e-13f;
  p = p * s - 8.60467152213735e-11f;
  p = p * s + 5.12229709037114e-08f;
  p = p * s + 1.48572235717979e-05f;
  p = p * s + 6.37261928875436e-04f;
  p = p * s + 4.89352455891786e-03f;
  floats q = s * 1.19825839466702e-06f + 1.18534705686654e-04f;
  q = q * s + 2.26843463243900e-03f;
  q = q * s + 4.89352518554385e-03f;
  return x * p * reciprocal(q);
}

/// ln(1 + eˣ) = max(x, 0) + ln(1 + e^−|x|); for small e the series keeps the digits.
INLINE floats softplus(floats x) {
  const floats e = exp_clamped(-magnitude(x));
  const floats small = e * (1.f - e * (0.5f - e * 0.33333333f));
  const floats tail = choose(e < all(1e-3f), small, log_positive(1.f + e));
  return at_least(x, 0.f) + tail;
}

#if defined(__clang__)
#define SHUFFLE(a, b, i, j, k, l) __builtin_shufflevector(a, b, i, j, k, l)
#else
typedef int32_t four_ints __attribute__((vector_size(16)));
#define SHUFFLE(a, b, i, j, k, l) __builtin_shuffle(a, b, four_ints{i, j, k, l})
#endif

/// Four rows of four values, transposed.
INLINE void transpose_four(const float* from, ptrdiff_t stride, float factor, float* to, ptrdiff_t to_stride) {
  four row[4];
  for (int i = 0; i < 4; i++) row[i] = *reinterpret_cast<const four*>(from + i * stride) * factor;
  const four low = SHUFFLE(row[0], row[1], 0, 4, 1, 5), high = SHUFFLE(row[0], row[1], 2, 6, 3, 7);
  const four next_low = SHUFFLE(row[2], row[3], 0, 4, 1, 5), next_high = SHUFFLE(row[2], row[3], 2, 6, 3, 7);
  *reinterpret_cast<four*>(to) = SHUFFLE(low, next_low, 0, 1, 4, 5);
  *reinterpret_cast<four*>(to + to_stride) = SHUFFLE(low, next_low, 2, 3, 6, 7);
  *reinterpret_cast<four*>(to + 2 * to_stride) = SHUFFLE(high, next_high, 0, 1, 4, 5);
  *reinterpret_cast<four*>(to + 3 * to_stride) = SHUFFLE(high, next_high, 2, 3, 6, 7);
}

/// Sum of the parts of a vector, in a fixed order.
INLINE double total(floats v) {
  double sum = 0;
  for (int i = 0; i < width; i++) sum += double(v[i]);
  return sum;
}

/// The maximum of size ≥ 1 values; NaNs are passed over, and −∞ when there is nothing else.
INLINE float largest(const float* x, int size) {
  floats even = all(-__builtin_inff()), odd = even;
  int i = 0;
  for (; i + 2 * width <= size; i += 2 * width) {
    const floats a = load(x + i), b = load(x + i + width);
    even = a > even ? a : even;
    odd = b > odd ? b : odd;
  }
  even = odd > even ? odd : even;
  float most = even[0];
  for (int k = 1; k < width; k++) most = even[k] > most ? even[k] : most;
  for (; i < size; i++) most = x[i] > most ? x[i] : most;
  return most;
}

typedef float half_floats __attribute__((vector_size(LOOKBACK_WIDTH * 2), may_alias));
typedef double doubles __attribute__((vector_size(LOOKBACK_WIDTH * 4)));

/// A sum of vectors, kept in double and in a fixed order.
struct DoubleSum {
  doubles low = {}, high = {};
  double rest = 0;

  /// Adds the first n parts of v.
  INLINE_MEMBER void add(floats v, int n) {
    if (n < width) {
      for (int i = 0; i < n; i++) rest += double(v[i]);
      return;
    }
    const half_floats* halves = reinterpret_cast<const half_floats*>(&v);
    low += __builtin_convertvector(halves[0], doubles);
    high += __builtin_convertvector(halves[1], doubles);
  }

  /// Adds the squares, in which no float overflows.
  INLINE_MEMBER void add_squares(floats v) {
    const half_floats* halves = reinterpret_cast<const half_floats*>(&v);
    const doubles a = __builtin_convertvector(halves[0], doubles), b = __builtin_convertvector(halves[1], doubles);
    low += a * a;
    high += b * b;
  }

  INLINE_MEMBER double value() const {
    double sum = rest;
    for (int i = 0; i < width / 2; i++) sum += low[i] + high[i];
    return sum;
  }
};

// Activation functions and their derivatives, by the codes of src/kernels/activations.ts.
#pragma once
#include "vector.h"

enum Activation : int32_t {
  linear_activation = 0,
  tanh_activation = 1,
  sigmoid_activation = 2,
  relu_activation = 3,
  hard_sigmoid = 4,
  hard_sigmoid_keras2 = 5,
  elu = 6,
  selu = 7,
  softplus_activation = 8,
  softsign = 9,
  exponential = 10,
  leaky_relu = 11,
  relu6 = 12,
  silu = 13,
  gelu = 14,
  mish = 15,
};

constexpr float selu_scale = 1.05070098735548049342f, selu_alpha = 1.67326324235437728481f;

/// eˣ − 1 for x ≤ 0: a series near zero, where the difference would lose its digits.
INLINE floats exp_minus_one(floats x) {
  floats series = x * 1.9841270e-4f + 1.3888889e-3f;
  series = series * x + 8.3333333e-3f;
  series = series * x + 4.1666667e-2f;
  series = series * x + 1.6666667e-1f;
  series = series * x + 0.5f;
  series = series * (x * x) + x;
  return choose(x > all(-0.5f), series, exp_clamped(x) - 1.f);
}

/// erf by Abramowitz and Stegun 7.1.26 would keep 7 digits of 1 − erf only absolutely, which is what gelu needs; near 0
/// its Taylor series.
INLINE floats error_function(floats x) {
  const floats a = at_most(magnitude(x), 16.f); // it is 1 long before, and 1/∞ is not needed
  const floats s = a * a;
  floats series = s * -1.0683761e-4f + 8.5483270e-4f;
  series = series * s - 5.2239776e-3f;
  series = series * s + 2.6866171e-2f;
  series = series * s - 1.1283792e-1f;
  series = series * s + 3.7612639e-1f;
  series = (1.1283792f - series * s) * x;
  const floats t = reciprocal(1.f + 0.3275911f * a);
  floats p = t * 1.061405429f - 1.453152027f;
  p = p * t + 1.421413741f;
  p = p * t - 0.284496736f;
  p = p * t + 0.254829592f;
  const floats far = 1.f - p * t * exp_clamped(-s);
  return choose(a < all(0.8f), series, choose(x < all(0.f), -far, far));
}

/// Products of x and what fades like e^−|x| are 0 from here on; clamping x keeps ∞ · 0 out of them.
constexpr float faded_at = 200.f;
INLINE floats at_most_faded(floats x) { return at_most(at_least(x, -faded_at), faded_at); }

/// σ(x) and 1 − σ(x), each to full relative precision: neither is a difference from 1.
struct SigmoidPair {
  floats value, rest;
};
INLINE SigmoidPair sigmoid_pair(floats x) {
  const floats u = exp_full(-magnitude(x)), near = reciprocal(1.f + u), far = u * near;
  return {choose(x < all(0.f), far, near), choose(x < all(0.f), near, far)};
}

/// tanh(ln(1 + eˣ)) = n / d without a logarithm. With u = e^−|x|: n = 1 + 2u, d = n + 2u² from 0 on; n = u² + 2u, d = n
/// + 2 below.
struct MishParts {
  floats u, n, inverse; // inverse = 1 / d
};
INLINE MishParts mish_parts(floats x) {
  const floats u = exp_full(-magnitude(x));
  const ints below = x < all(0.f);
  const floats n = choose(below, u * (u + 2.f), 1.f + 2.f * u);
  return {u, n, reciprocal(n + choose(below, all(2.f), 2.f * u * u))};
}

INLINE floats activate_vector(int32_t activation, floats x) {
  switch (activation) {
    case tanh_activation: return hyperbolic_tangent(x);
    case sigmoid_activation: return sigmoid(x);
    case relu_activation: return at_least(x, 0.f);
    case hard_sigmoid: return at_most(at_least(x * (1.f / 6.f) + 0.5f, 0.f), 1.f);
    case hard_sigmoid_keras2: return at_most(at_least(x * 0.2f + 0.5f, 0.f), 1.f);
    case elu: return choose(x > all(0.f), x, exp_minus_one(at_most(x, 0.f)));
    case selu: return selu_scale * choose(x > all(0.f), x, selu_alpha * exp_minus_one(at_most(x, 0.f)));
    case softplus_activation: return softplus(x);
    case softsign: {
      const floats bounded = at_most(at_least(x, -1e30f), 1e30f); // ±1 there, and ∞ / ∞ is kept out
      return bounded / (1.f + magnitude(bounded));
    }
    case exponential: return exp_full(x);
    case leaky_relu: return choose(x < all(0.f), 0.2f * x, x);
    case relu6: return at_most(at_least(x, 0.f), 6.f);
    case silu: return at_least(x, -faded_at) * sigmoid_pair(x).value;
    case gelu: return 0.5f * at_least(x, -faded_at) * (1.f + error_function(x * 0.70710678f));
    case mish: {
      const MishParts m = mish_parts(x);
      return at_least(x, -faded_at) * (m.n * m.inverse);
    }
    default: return x;
  }
}

/// f′ of a leaky relu where x, or y, is below 0, and 1 from 0 on, as Keras gives it on jax; NaN of NaN.
INLINE floats leaky_gradient(floats x, float negative_slope) {
  return choose(x < all(0.f), all(negative_slope), choose(x == x, all(1.f), x));
}

/// f′ given y = f(x) alone; for the activations that recurrent cells may have. NaN of NaN: y · 0 is 0 of every number.
INLINE floats derivative_of_value(int32_t activation, floats y) {
  const floats zero = {}, one = all(1.f);
  switch (activation) {
    case tanh_activation: return 1.f - y * y;
    case sigmoid_activation: return y * (1.f - y);
    case relu_activation: return choose(y > zero, one, y * 0.f);
    case hard_sigmoid: return choose((y > zero) & (y < one), all(1.f / 6.f), y * 0.f);
    case hard_sigmoid_keras2: return choose((y > zero) & (y < one), all(0.2f), y * 0.f);
    case elu: return choose(y > zero, one, y + 1.f);
    case selu: return choose(y > zero, all(selu_scale), y + selu_scale * selu_alpha);
    case softplus_activation: return -exp_minus_one(-y);
    case softsign: return (1.f - magnitude(y)) * (1.f - magnitude(y));
    case exponential: return y;
    case leaky_relu: return leaky_gradient(y, 0.2f);
    case relu6: return choose((y > zero) & (y < all(6.f)), one, y * 0.f);
    default: return one;
  }
}

/// f′ given x and y = f(x).
INLINE floats derivative(int32_t activation, floats x, floats y) {
  switch (activation) {
    case silu: {
      const SigmoidPair s = sigmoid_pair(x);
      return s.value * (1.f + at_most_faded(x) * s.rest);
    }
    case gelu: {
      const floats bounded = at_most_faded(x);
      return 0.5f * (1.f + error_function(x * 0.70710678f)) +
             bounded * 0.39894228f * exp_full(-0.5f * bounded * bounded);
    }
    case mish: {
      // t + x · σ(x) · (1 − t²), where the product of the last two is 4 · (1 + u) · (u² or u) / d².
      const MishParts m = mish_parts(x);
      const floats fading = 4.f * (1.f + m.u) * choose(x < all(0.f), m.u, m.u * m.u) * m.inverse * m.inverse;
      return m.n * m.inverse + at_most_faded(x) * fading;
    }
    default: return derivative_of_value(activation, y);
  }
}

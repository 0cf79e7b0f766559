// Activation functions and their slopes, by the codes of src/kernels/activations.ts.
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

/// erf by Abramowitz and Stegun 7.1.26 would keep 7 digits of 1 − erf only absolutely, which is what gelu needs; near 0 its Taylor series.
INLINE floats error_function(floats x) {
  const floats a = magnitude(x);
  const floats s = x * x;
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
    case softsign: return x * (1.f / (1.f + magnitude(x)));
    case exponential: return exp_full(x);
    case leaky_relu: return choose(x < all(0.f), 0.2f * x, x);
    case relu6: return at_most(at_least(x, 0.f), 6.f);
    case silu: return x * sigmoid(x);
    case gelu: return 0.5f * x * (1.f + error_function(x * 0.70710678f));
    case mish: return x * hyperbolic_tangent(softplus(x));
    default: return x;
  }
}

/// f′ given y = f(x) alone; for the activations that recurrent cells may have.
INLINE floats slope_of_value(int32_t activation, floats y) {
  const floats zero = {}, one = all(1.f);
  switch (activation) {
    case tanh_activation: return 1.f - y * y;
    case sigmoid_activation: return y * (1.f - y);
    case relu_activation: return choose(y > zero, one, zero);
    case hard_sigmoid: return choose((y > zero) & (y < one), all(1.f / 6.f), zero);
    case hard_sigmoid_keras2: return choose((y > zero) & (y < one), all(0.2f), zero);
    case elu: return choose(y > zero, one, y + 1.f);
    case selu: return choose(y > zero, all(selu_scale), y + selu_scale * selu_alpha);
    case softplus_activation: return -exp_minus_one(-y);
    case softsign: return (1.f - magnitude(y)) * (1.f - magnitude(y));
    case exponential: return y;
    case leaky_relu: return choose(y > zero, one, all(0.2f));
    case relu6: return choose((y > zero) & (y < all(6.f)), one, zero);
    default: return one;
  }
}

/// f′ given x and y = f(x).
INLINE floats slope(int32_t activation, floats x, floats y) {
  switch (activation) {
    case silu: {
      const floats s = sigmoid(x);
      return s + y * (1.f - s);
    }
    case gelu: return 0.5f * (1.f + error_function(x * 0.70710678f)) + x * 0.39894228f * exp_clamped(-0.5f * x * x);
    case mish: {
      const floats t = hyperbolic_tangent(softplus(x));
      return t + x * (1.f - t * t) * sigmoid(x);
    }
    default: return slope_of_value(activation, y);
  }
}

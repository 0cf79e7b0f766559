// Focal losses and their derivatives: cross-entropies of which examples that are right already weigh less. Computed in
// double.
#include "elementary.h"
#include "parallel.h"
#include "vector.h"

struct Focus {
  double factor, derivative; // m^γ, and its derivative in m
};

/// m^γ for m ≥ 0. The derivative at 0, where the cross-entropy beside it is 0 as well, counts as 0.
static Focus focus(double m, double gamma) {
  if (gamma == 0) return {1, 0};
  if (!(m > 1e-300)) return {m == m ? 0 : m, 0};
  const double power = exp_double(gamma * log_double(m));
  return {power, gamma * power / m};
}

static void binary_focal_at(double x, double y, double gamma, double alpha, bool balanced, double smoothing,
                            bool from_logits, double* value, double* derivative) {
  const double t = y * (1 - smoothing) + 0.5 * smoothing;
  double p = x, rest = 1 - x, entropy, entropy_derivative, chain = 1;
  if (from_logits) {
    const double decay = exp_double(x < 0 ? x : -x);
    p = x >= 0 ? 1 / (1 + decay) : decay / (1 + decay);
    rest = x >= 0 ? decay / (1 + decay) : 1 / (1 + decay);
    chain = p * rest;
    entropy = (x > 0 ? x : 0 * x) - x * t + log1p_double(decay);
    entropy_derivative = p - t;
  } else {
    const double low = double(1e-7f), high = double(1.f - 1e-7f);
    const double q = p < low ? low : p > high ? high : p;
    entropy = -t * log_double(q) - (1 - t) * log_double(1 - q);
    entropy_derivative = p < low || p > high ? 0 : (q - t) / (q * (1 - q));
  }
  const Focus focused = focus(t * rest + (1 - t) * p, gamma);
  const double balance = balanced ? t * alpha + (1 - t) * (1 - alpha) : 1;
  *value = balance * focused.factor * entropy;
  *derivative = balance * (focused.derivative * (1 - 2 * t) * chain * entropy + focused.factor * entropy_derivative);
}

extern "C" void EXPORT(binaryFocal)(const float* prediction, const float* target, const float* weights, float* value,
                                    float* gradient, int32_t examples, int32_t columns, double gamma, double alpha,
                                    int32_t balanced, double smoothing, int32_t from_logits) {
  double sum = 0;
  const double share = 1 / (double(examples) * double(columns));
  for (int i = 0; i < examples; i++) {
    const double weight = weights ? double(weights[i]) : 1;
    for (int j = 0; j < columns; j++) {
      const ptrdiff_t at = ptrdiff_t(i) * columns + j;
      double loss, derivative;
      binary_focal_at(double(prediction[at]), double(target[at]), gamma, alpha, balanced != 0, smoothing,
                      from_logits != 0, &loss, &derivative);
      sum += weight * loss;
      if (gradient) gradient[at] = float(weight * derivative * share);
    }
  }
  value[0] = float(sum * share);
}

extern "C" int64_t EXPORT(categoricalFocal_scratch)(int32_t rows, int32_t, int32_t, double, double, double, int32_t) {
  return 2 * int64_t(rows);
}

/**
 * With h the derivative in q and q = x / Σ x: derivative (h − Σ h · q) / Σ x in x; with the softmax q · (h − Σ h · q),
 * where only q · h is needed, which stays finite for small q.
 */
extern "C" void EXPORT(categoricalFocal)(const float* prediction, const float* target, const float* weights,
                                         float* value, float* gradient, int32_t rows, int32_t classes,
                                         int32_t rows_per_weight, double gamma, double alpha, double smoothing,
                                         int32_t from_logits, float* scratch) {
  double* losses = reinterpret_cast<double*>(scratch);
  parallel_ranges(rows, divide_up(256, classes), [&](int from, int to) {
    for (int row = from; row < to; row++) {
      const float *x = prediction + ptrdiff_t(row) * classes, *y = target + ptrdiff_t(row) * classes;
      const double low = double(1e-7f), high = double(1.f - 1e-7f);
      const double most = from_logits ? double(largest(x, classes)) : 0;
      double sum = 0;
      for (int k = 0; k < classes; k++) sum += from_logits ? exp_double(double(x[k]) - most) : double(x[k]);
      const double log_sum = from_logits ? log_double(sum) : 0;
      const double weight = weights ? double(weights[row / rows_per_weight]) : 1;
      // Of class k: its loss, and q times the derivative of that in q, before α.
      const auto at = [&](int k, double* loss) {
        const double t = double(y[k]) * (1 - smoothing) + smoothing / classes;
        double q, log_q, clipped = 0;
        if (from_logits) {
          log_q = double(x[k]) - most - log_sum;
          q = exp_double(log_q);
        } else {
          q = double(x[k]) / sum;
          clipped = q < low || q > high;
          q = q < low ? low : q > high ? high : q;
          log_q = log_double(q);
        }
        if (t == 0) {
          *loss = 0 * q;
          return 0 * q;
        }
        const Focus focused = focus(1 - q, gamma);
        *loss = -focused.factor * t * log_q;
        return clipped ? 0 : t * (q * focused.derivative * log_q - focused.factor);
      };
      double total = 0, inside = 0;
      for (int k = 0; k < classes; k++) {
        double loss;
        inside += at(k, &loss);
        total += loss;
      }
      losses[row] = weight * alpha * total;
      if (!gradient) continue;
      const double share = weight * alpha / rows;
      for (int k = 0; k < classes; k++) {
        double loss;
        const double pull = at(k, &loss);
        const double q = from_logits ? exp_double(double(x[k]) - most - log_sum) : double(x[k]) / sum;
        // Of probabilities, q / q · h of a q that was not clipped; where it was, pull is 0.
        const double derivative = from_logits ? pull - q * inside : (pull == 0 ? 0 : pull / q) - inside;
        gradient[ptrdiff_t(row) * classes + k] = float(share * (from_logits ? derivative : derivative / sum));
      }
    }
  });
  double sum = 0;
  for (int row = 0; row < rows; row++) sum += losses[row];
  value[0] = float(sum / rows);
}

// Cross-entropy of rows of classes and its gradient in one call: from logits with the softmax inside, or from
// probabilities.
#include "elementary.h"
#include "parallel.h"
#include "vector.h"

/// What one row is compared with: T = scale · target + spread for every class.
struct ClassTarget {
  int label;            // the class, or −1 and
  const float* shares;  // [classes], else null
  double scale, spread; // 1 − ε, ε / classes

  /// Whether classes other than the label have a share.
  bool everywhere() const { return shares || spread != 0; }
  /// T without what the label adds to it.
  INLINE_MEMBER floats at(int i, int n) const {
    return shares ? load_up_to(shares + i, n) * float(scale) + float(spread) : all(float(spread));
  }
};

/// eˣ for x ≤ 0, and 0 where it would be near the end of float32.
INLINE floats power_or_zero(floats x) { return choose(x < all(-87.f), floats{}, exp_clamped(x)); }

/**
 * With m the row's largest value and S = Σ e^(x − m): loss Σ T · (m − x) + ln S · Σ T, gradient e^(x − m) / S · Σ T −
 * T. No difference of large values is taken. The row comes from memory once, for m; the powers then replace each other
 * in the cache.
 */
static double softmax_crossentropy_row(const float* x, float* gradient, int classes, const ClassTarget& target,
                                       double share) {
  const float maximum = largest(x, classes);
  const double below_label = target.label < 0 ? 0 : double(maximum) - double(x[target.label]);
  const bool everywhere = target.everywhere();
  DoubleSum powers, distance, mass;
  each_vector(classes, [&](int i, int n) {
    const floats below = maximum - load_up_to(x + i, n);
    const floats power = power_or_zero(-below);
    if (gradient) store_up_to(gradient + i, power, n);
    powers.add(power, n);
    if (target.shares) {
      const floats t = target.at(i, n);
      // A class that is impossible, with logit −∞, may have no share; 0 · ∞ would be NaN.
      distance.add(choose(t == floats{}, t, t * below), n);
      mass.add(t, n);
    } else if (everywhere) {
      distance.add(below * float(target.spread), n);
    }
  });
  const double sum = powers.value();
  const double total = target.shares ? mass.value() : 1;
  if (gradient) {
    const double own = target.label < 0 ? 0 : double(gradient[target.label]) / sum - target.scale - target.spread;
    const float factor = float(share * total / sum);
    each_vector(classes, [&](int i, int n) {
      floats derivative = load_up_to(gradient + i, n) * factor;
      if (everywhere) derivative -= target.at(i, n) * float(share);
      store_up_to(gradient + i, derivative, n);
    });
    if (target.label >= 0) gradient[target.label] = float(share * own);
  }
  return log_double(sum) * total + distance.value() + (target.label < 0 ? 0 : target.scale * below_label);
}

/**
 * With s = Σ x and q = x / s, clipped: loss −Σ T · ln q, gradient (inside − T / q) / s, where inside is the sum of all
 * T whose q was not clipped, and T / q is left out where it was.
 */
static double crossentropy_row(const float* x, float* gradient, int classes, const ClassTarget& target, double share) {
  constexpr float low = 1e-7f, high = 1.f - 1e-7f;
  DoubleSum sum, loss, unclipped;
  each_vector(classes, [&](int i, int n) { sum.add(load_up_to(x + i, n), n); });
  const double s = sum.value();
  const bool everywhere = target.everywhere();
  if (everywhere) {
    each_vector(classes, [&](int i, int n) {
      const floats q = load_up_to(x + i, n) / float(s), t = target.at(i, n);
      loss.add(-t * log_positive(at_most(at_least(q, low), high)), n);
      unclipped.add(choose((q < all(low)) | (q > all(high)), floats{}, t), n);
    });
  }
  double total_loss = loss.value(), inside = unclipped.value(), own = 0;
  if (target.label >= 0) {
    const double q = double(x[target.label]) / s;
    const bool clipped = q < double(low) || q > double(high);
    total_loss -= target.scale * log_double(q < double(low) ? double(low) : q > double(high) ? double(high) : q);
    if (!clipped) {
      inside += target.scale;
      own = target.scale / q;
    }
  }
  if (gradient) {
    const float scale = float(share / s), shared = float(share * inside / s);
    each_vector(classes, [&](int i, int n) {
      floats derivative = all(shared);
      if (everywhere) {
        const floats q = load_up_to(x + i, n) / float(s);
        const floats pull = target.at(i, n) / q * scale;
        derivative -= choose((q < all(low)) | (q > all(high)), floats{}, pull);
      }
      store_up_to(gradient + i, derivative, n);
    });
    if (target.label >= 0) gradient[target.label] -= float(share * own / s);
  }
  return total_loss + 0 * s; // NaN where s is not finite: clipping hides it
}

/// The mean of row(…) over the rows that count. losses: scratch, one double for each row.
template <class F>
static void crossentropy_rows(const float* x, const int32_t* labels, const float* targets, const float* weights,
                              float* value, float* gradient, int32_t* invalid, int rows, int classes,
                              int rows_per_weight, double smoothing, bool ignore, int ignored, double* losses,
                              F row_loss) {
  invalid[0] = -1;
  int count = rows;
  for (int row = 0; labels && row < rows; row++) {
    if (ignore && labels[row] == ignored) count--;
    else if (labels[row] < 0 || labels[row] >= classes) {
      invalid[0] = row;
      return;
    }
  }
  parallel_ranges(rows, divide_up(8192, classes), [&](int from, int to) {
    for (int row = from; row < to; row++) {
      const ptrdiff_t at = ptrdiff_t(row) * classes;
      const bool left_out = ignore && labels && labels[row] == ignored;
      const double weight = left_out ? 0 : weights ? double(weights[row / rows_per_weight]) : 1;
      float* row_gradient = gradient ? gradient + at : nullptr;
      losses[row] = 0;
      if (weight != 0) {
        const ClassTarget target = {labels ? labels[row] : -1, targets ? targets + at : nullptr, 1 - smoothing,
                                    smoothing / classes};
        losses[row] = weight * row_loss(x + at, row_gradient, classes, target, weight / count);
      } else if (row_gradient) {
        each_vector(classes, [&](int i, int n) { store_up_to(row_gradient + i, floats{}, n); });
      }
    }
  });
  double sum = 0;
  for (int row = 0; row < rows; row++) sum += losses[row];
  value[0] = count > 0 ? float(sum / count) : 0;
}

#define LOOKBACK_CROSSENTROPY(name, row_loss)                                                                         \
  extern "C" int64_t EXPORT(name##_scratch)(int32_t rows, int32_t, int32_t, double, int32_t, int32_t) {               \
    return 2 * int64_t(rows);                                                                                         \
  }                                                                                                                   \
  extern "C" void EXPORT(name)(const float* prediction, const int32_t* labels, const float* targets,                  \
                               const float* weights, float* value, float* gradient, int32_t* invalid, int32_t rows,   \
                               int32_t classes, int32_t rows_per_weight, double smoothing, int32_t ignore,            \
                               int32_t ignored, float* scratch) {                                                     \
    crossentropy_rows(prediction, labels, targets, weights, value, gradient, invalid, rows, classes, rows_per_weight, \
                      smoothing, ignore != 0, ignored, reinterpret_cast<double*>(scratch), row_loss);                 \
  }

LOOKBACK_CROSSENTROPY(softmaxCrossentropy, softmax_crossentropy_row)
LOOKBACK_CROSSENTROPY(crossentropy, crossentropy_row)
#undef LOOKBACK_CROSSENTROPY

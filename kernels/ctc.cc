// Connectionist temporal classification: minus the logarithm of the sum over all paths, and its gradient, in one call.
// In double and in logarithms.
#include "elementary.h"
#include "parallel.h"
#include "scratch.h"

/// The logarithm of a probability of 0, far from where sums of others end.
constexpr double never = -1e30;

INLINE double log_add(double a, double b) {
  const double most = a > b ? a : b, least = a > b ? b : a;
  return most == never ? never : most + log1p_double(exp_double(least - most));
}

/// What one worker needs: norms [time], forward [time, states], two rows of backward [states]; in doubles.
static extent ctc_work(extent time, extent states) { return time + time * states + 2 * states; }

extern "C" int64_t EXPORT(ctc_scratch)(int32_t batch, int32_t time, int32_t, int32_t label_time, int32_t) {
  return floats_of(2 * (batch + lookback_workers() * ctc_work(time, 2 * extent(label_time) + 1)));
}

/// The labels of one example with blanks around each: states 0 … 2·length.
struct CtcPath {
  const int32_t* labels;
  int length, blank;
  int states() const { return 2 * length + 1; }
  int label(int s) const { return s % 2 ? labels[s / 2] : blank; }
  /// Whether state s may be entered from s − 2: over a blank, between labels that differ.
  bool skips(int s) const { return s % 2 && s > 1 && labels[s / 2] != labels[s / 2 - 1]; }
};

static double ctc_example(const float* logits, const CtcPath& path, int steps, int classes, double* work, double share,
                          float* gradient) {
  const int states = path.states();
  double *norm = work, *forward = norm + steps, *next = forward + ptrdiff_t(steps) * states, *now = next + states;
  const auto log_probability = [&](int t, int s) {
    return double(logits[ptrdiff_t(t) * classes + path.label(s)]) - norm[t];
  };
  for (int t = 0; t < steps; t++) {
    const float* x = logits + ptrdiff_t(t) * classes;
    const double most = double(largest(x, classes));
    double sum = 0;
    for (int k = 0; k < classes; k++) sum += exp_double(double(x[k]) - most);
    norm[t] = most + log_double(sum);
    double *here = forward + ptrdiff_t(t) * states, *before = here - states;
    for (int s = 0; s < states; s++) {
      double total = t == 0 ? (s < 2 ? 0 : never) : before[s];
      if (t > 0 && s > 0) total = log_add(total, before[s - 1]);
      if (t > 0 && path.skips(s)) total = log_add(total, before[s - 2]);
      here[s] = total == never ? never : total + log_probability(t, s);
    }
  }
  const double* last = forward + ptrdiff_t(steps - 1) * states;
  const double log_likelihood = states > 1 ? log_add(last[states - 1], last[states - 2]) : last[0];
  if (!gradient) return -log_likelihood;
  for (int t = steps - 1; t >= 0; t--) {
    // now[s]: the logarithm of all ways from state s at step t to the end, without step t itself.
    for (int s = 0; s < states; s++) {
      if (t == steps - 1) {
        now[s] = s >= states - 2 ? 0 : never;
        continue;
      }
      double total = next[s];
      if (s + 1 < states) total = log_add(total, next[s + 1]);
      if (s + 2 < states && path.skips(s + 2)) total = log_add(total, next[s + 2]);
      now[s] = total;
    }
    const float* x = logits + ptrdiff_t(t) * classes;
    float* row_gradient = gradient + ptrdiff_t(t) * classes;
    for (int k = 0; k < classes; k++) row_gradient[k] = float(share * exp_double(double(x[k]) - norm[t]));
    for (int s = 0; s < states; s++) {
      const double through = forward[ptrdiff_t(t) * states + s] + now[s] - log_likelihood;
      row_gradient[path.label(s)] -= float(share * exp_double(through));
      next[s] = now[s] == never ? never : now[s] + log_probability(t, s);
    }
  }
  return -log_likelihood;
}

extern "C" void EXPORT(ctc)(const float* logits, const int32_t* labels, const int32_t* label_lengths,
                            const int32_t* input_lengths, const float* weights, float* value, float* gradient,
                            int32_t batch, int32_t time, int32_t classes, int32_t label_time, int32_t blank,
                            float* scratch) {
  double* losses = reinterpret_cast<double*>(scratch);
  const ptrdiff_t work = ptrdiff_t(ctc_work(time, 2 * extent(label_time) + 1));
  parallel(batch, [&](int example, int worker) {
    const ptrdiff_t at = ptrdiff_t(example) * time * classes;
    const double weight = weights ? double(weights[example]) : 1;
    const CtcPath path = {labels + ptrdiff_t(example) * label_time, label_lengths[example], blank};
    const int steps = input_lengths[example];
    losses[example] = weight * ctc_example(logits + at, path, steps, classes, losses + batch + worker * work,
                                           weight / batch, gradient ? gradient + at : nullptr);
    if (gradient)
      __builtin_memset(gradient + at + ptrdiff_t(steps) * classes, 0,
                       size_t(time - steps) * size_t(classes) * sizeof(float));
  });
  double sum = 0;
  for (int example = 0; example < batch; example++) sum += losses[example];
  value[0] = float(sum / batch);
}

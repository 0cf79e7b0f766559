// The largest of each row, with their log-softmax.
#include "elementary.h"
#include "parallel.h"
#include "vector.h"

/// A value of a row and its index there.
struct Ranked {
  float value;
  int32_t index;

  /// Whether it comes after another: it is smaller, or equal and further back.
  INLINE_MEMBER bool after(Ranked other) const {
    return value < other.value || (value == other.value && index > other.index);
  }
};

/// The best of a row so far, in the output arrays: a heap whose root comes after all others.
struct Best {
  float* values;
  int32_t* indices;

  INLINE_MEMBER Ranked at(int node) const { return {values[node], indices[node]}; }
  INLINE_MEMBER void put(int node, Ranked x) {
    values[node] = x.value;
    indices[node] = x.index;
  }

  /// Sinks x among the first `size`, from `node` towards the leaves.
  void sink(int node, Ranked x, int size) {
    for (int child = 2 * node + 1; child < size; child = 2 * node + 1) {
      if (child + 1 < size && at(child + 1).after(at(child))) child++;
      if (!at(child).after(x)) break;
      put(node, at(child));
      node = child;
    }
    put(node, x);
  }
};

INLINE float without_nan(float x) { return x == x ? x : -__builtin_inff(); }

/// Writes the k best of a row, best first; NaNs count as −∞. Most chunks hold none that is good enough, as their
/// largest value shows.
static void best_of_row(const float* x, int columns, int k, Best best) {
  constexpr int range_length = 128;
  for (int i = 0; i < k; i++) best.put(i, {without_nan(x[i]), i});
  for (int i = k / 2 - 1; i >= 0; i--) best.sink(i, best.at(i), k);
  for (int from = k; from < columns; from += range_length) {
    const int to = smaller(columns, from + range_length);
    if (!(largest(x + from, to - from) > best.values[0])) continue;
    for (int i = from; i < to; i++)
      if (x[i] > best.values[0]) best.sink(0, {x[i], i}, k);
  }
  for (int last = k - 1; last > 0; last--) {
    const Ranked moved = best.at(last);
    best.put(last, best.at(0));
    best.sink(0, moved, last);
  }
}

/// Puts the indices of NaNs before those of other values; both keep their order.
static void nans_first(const float* x, int columns, int k, int32_t* indices) {
  int nans = 0;
  for (int i = 0; i < columns && nans < k; i++) nans += x[i] != x[i];
  for (int from = 0, to = 0; to < k - nans; from++)
    if (x[indices[from]] == x[indices[from]]) indices[to++] = indices[from];
  __builtin_memmove(indices + nans, indices, size_t(k - nans) * sizeof(int32_t));
  for (int i = 0, to = 0; to < nans; i++)
    if (x[i] != x[i]) indices[to++] = i;
}

extern "C" void EXPORT(topK)(const float* x, float* values, int32_t* indices, int32_t rows, int32_t columns,
                             int32_t k) {
  parallel_ranges(rows, divide_up(8192, columns), [&](int first, int end) {
    for (int row = first; row < end; row++) {
      const float* in = x + ptrdiff_t(row) * columns;
      float* out = values + ptrdiff_t(row) * k;
      best_of_row(in, columns, k, {out, indices + ptrdiff_t(row) * k});
      const float most = out[0];
      DoubleSum powers;
      each_vector(columns, [&](int i, int n) {
        const floats v = load_up_to(in + i, n), below = v - most;
        // Not a number where v is none: the exponential would hide it.
        powers.add(choose(below == below, choose(below < all(-87.f), floats{}, exp_clamped(below)), below), n);
      });
      const double log_sum = log_double(powers.value());
      if (log_sum != log_sum) nans_first(in, columns, k, indices + ptrdiff_t(row) * k);
      for (int i = 0; i < k; i++) out[i] = float(double(out[i]) - double(most) - log_sum);
    }
  });
}

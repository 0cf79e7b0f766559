// The largest numbers of rows, as logarithms of softmax: what a decoder goes on with.
#include "elementary.h"
#include "parallel.h"
#include "vector.h"

/// Numbers that are looked at together: most blocks hold none that is large enough.
constexpr int top_block = 8 * width;

extern "C" void EXPORT(topLogProbabilities)(const float* x, float* values, int32_t* positions, int32_t rows, int32_t columns, int32_t count) {
  parallel_stretches(rows, divide_up(32768, columns), [&](int from, int to) {
    for (int row = from; row < to; row++) {
      const float* in = x + ptrdiff_t(row) * columns;
      float* best = values + ptrdiff_t(row) * count;
      int32_t* at = positions + ptrdiff_t(row) * count;
      for (int k = 0; k < count; k++) {
        best[k] = -__builtin_inff();
        at[k] = 0;
      }
      for (int i = 0; i < columns; i += top_block) {
        const int end = smaller(columns, i + top_block);
        if (!(largest(in + i, end - i) > best[count - 1])) continue;
        for (int j = i; j < end; j++) {
          const float value = in[j];
          int k = count;
          while (k > 0 && value > best[k - 1]) k--;
          if (k == count) continue;
          for (int after = count - 1; after > k; after--) {
            best[after] = best[after - 1];
            at[after] = at[after - 1];
          }
          best[k] = value;
          at[k] = j;
        }
      }
      DoubleSum sum;
      const float most = best[0];
      each_vector(columns, [&](int i, int n) {
        const floats v = load_up_to(in + i, n);
        sum.add(choose(v == v, exp_clamped(v - most), floats{}), n);
      });
      const float rest = float(log_double(sum.value()));
      for (int k = 0; k < count; k++) best[k] = best[k] - most - rest;
    }
  });
}

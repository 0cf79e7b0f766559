// Softmax of attention scores over the keys that a query sees, for layers that return their weights.
#include "parallel.h"
#include "vector.h"

extern "C" void EXPORT(maskedSoftmax)(const float* x, const int32_t* key_mask, float* y, int32_t batch, int32_t heads,
                                      int32_t query_time, int32_t key_time, int32_t offset, int32_t before,
                                      int32_t after) {
  parallel_ranges(batch * heads * query_time, divide_up(8192, key_time), [&](int from, int to) {
    for (int row = from; row < to; row++) {
      const float* in = x + ptrdiff_t(row) * key_time;
      float* out = y + ptrdiff_t(row) * key_time;
      const int64_t position = int64_t(offset) + row % query_time;
      const int32_t* mask = key_mask ? key_mask + ptrdiff_t(row / query_time / heads) * key_time : nullptr;
      const auto seen = [&](int j) {
        const int64_t distance = j - position;
        return (before < 0 || distance >= -int64_t(before)) && (after < 0 || distance <= after) && (!mask || mask[j]);
      };
      float most = -__builtin_inff();
      for (int j = 0; j < key_time; j++)
        if (seen(j) && in[j] > most) most = in[j];
      double sum = 0;
      each_vector(key_time, [&](int j, int n) {
        const floats e = exp_clamped(load_up_to(in + j, n) - most);
        store_up_to(out + j, e, n);
      });
      for (int j = 0; j < key_time; j++) {
        if (!seen(j)) out[j] = 0.f;
        sum += double(out[j]);
      }
      const float inverse = sum > 0 ? float(1 / sum) : 0.f;
      each_vector(key_time, [&](int j, int n) { store_up_to(out + j, load_up_to(out + j, n) * inverse, n); });
    }
  });
}

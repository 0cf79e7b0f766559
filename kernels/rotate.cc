// Rotary positions: pairs of features turned by an angle that grows with the step.
#include "parallel.h"
#include "vector.h"

extern "C" void EXPORT(rotate)(const float* x, const float* cosine, const float* sine, float* y, int32_t batch,
                               int32_t time, int32_t heads, int32_t depth, int32_t neighbours, int32_t back) {
  const int half = depth / 2;
  const float sign = back ? -1.f : 1.f;
  parallel_ranges(batch * time, divide_up(8192, heads * depth), [&](int from, int to) {
    for (int row = from; row < to; row++) {
      const float *c = cosine + ptrdiff_t(row % time) * half, *s = sine + ptrdiff_t(row % time) * half;
      for (int h = 0; h < heads; h++) {
        const ptrdiff_t at = (ptrdiff_t(row) * heads + h) * depth;
        const float* in = x + at;
        float* out = y + at;
        if (neighbours)
          for (int i = 0; i < half; i++) {
            const float a = in[2 * i], b = in[2 * i + 1];
            out[2 * i] = a * c[i] - b * s[i] * sign;
            out[2 * i + 1] = b * c[i] + a * s[i] * sign;
          }
        else
          each_vector(half, [&](int i, int n) {
            const floats a = load_up_to(in + i, n), b = load_up_to(in + half + i, n);
            const floats p = load_up_to(c + i, n), q = load_up_to(s + i, n) * sign;
            store_up_to(out + i, a * p - b * q, n);
            store_up_to(out + half + i, b * p + a * q, n);
          });
      }
    }
  });
}

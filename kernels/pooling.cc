// Maxima and means over time. The maximum of a window with NaNs is its first NaN.
#include "parallel.h"
#include "vector.h"

extern "C" void EXPORT(maxPooling)(const float* x, float* y, int32_t* winners, int32_t batch, int32_t time,
                                   int32_t channels, int32_t output_time, int32_t pool, int32_t stride,
                                   int32_t padding) {
  parallel_ranges(batch, 8, [&](int first, int last) {
    for (int b = first; b < last; b++)
      for (int t = 0; t < output_time; t++) {
        const int start = t * stride - padding;
        const int from = start < 0 ? 0 : start, to = smaller(time, start + pool);
        const ptrdiff_t out = (ptrdiff_t(b) * output_time + t) * channels;
        each_vector(channels, [&](int c, int n) {
          floats most = load_up_to(x + (ptrdiff_t(b) * time + from) * channels + c, n);
          ints best = ints{} + from;
          for (int s = from + 1; s < to; s++) {
            const floats v = load_up_to(x + (ptrdiff_t(b) * time + s) * channels + c, n);
            const ints better = larger_or_nan(v, most);
            most = choose(better, v, most);
            best = (better & s) | (~better & best);
          }
          store_up_to(y + out + c, most, n);
          store_up_to(reinterpret_cast<float*>(winners + out + c), from_bits(best), n);
        });
      }
  });
}

extern "C" void EXPORT(maxPoolingGradient)(const int32_t* winners, const float* dy, float* dx, int32_t batch,
                                           int32_t time, int32_t channels, int32_t output_time) {
  parallel_ranges(batch, 8, [&](int from, int to) {
    for (int b = from; b < to; b++) {
      float* back = dx + ptrdiff_t(b) * time * channels;
      for (ptrdiff_t i = 0; i < ptrdiff_t(time) * channels; i++) back[i] = 0.f;
      for (int t = 0; t < output_time; t++)
        for (int c = 0; c < channels; c++) {
          const ptrdiff_t at = (ptrdiff_t(b) * output_time + t) * channels + c;
          back[ptrdiff_t(winners[at]) * channels + c] += dy[at];
        }
    }
  });
}

extern "C" void EXPORT(averagePooling)(const float* x, float* y, int32_t batch, int32_t time, int32_t channels,
                                       int32_t output_time, int32_t pool, int32_t stride, int32_t padding) {
  parallel_ranges(batch, 8, [&](int first, int last) {
    for (int b = first; b < last; b++)
      for (int t = 0; t < output_time; t++) {
        const int start = t * stride - padding;
        const int from = start < 0 ? 0 : start, to = smaller(time, start + pool);
        const float share = 1.f / float(to - from);
        each_vector(channels, [&](int c, int n) {
          floats sum = {};
          for (int s = from; s < to; s++) sum += load_up_to(x + (ptrdiff_t(b) * time + s) * channels + c, n);
          store_up_to(y + (ptrdiff_t(b) * output_time + t) * channels + c, sum * share, n);
        });
      }
  });
}

extern "C" void EXPORT(averagePoolingGradient)(const float* dy, float* dx, int32_t batch, int32_t time,
                                               int32_t channels, int32_t output_time, int32_t pool, int32_t stride,
                                               int32_t padding) {
  parallel_ranges(batch, 8, [&](int first, int last) {
    for (int b = first; b < last; b++) {
      __builtin_memset(dx + ptrdiff_t(b) * time * channels, 0, size_t(time) * size_t(channels) * sizeof(float));
      for (int t = 0; t < output_time; t++) {
        const int start = t * stride - padding;
        const int from = start < 0 ? 0 : start, to = smaller(time, start + pool);
        const float share = 1.f / float(to - from);
        each_vector(channels, [&](int c, int n) {
          const floats gradient = load_up_to(dy + (ptrdiff_t(b) * output_time + t) * channels + c, n) * share;
          for (int s = from; s < to; s++) {
            float* back = dx + (ptrdiff_t(b) * time + s) * channels + c;
            store_up_to(back, load_up_to(back, n) + gradient, n);
          }
        });
      }
    }
  });
}

static int unmasked_steps(const int32_t* mask, int b, int time) {
  if (!mask) return time;
  int count = 0;
  for (int t = 0; t < time; t++) count += mask[ptrdiff_t(b) * time + t] != 0;
  return count;
}

extern "C" void EXPORT(meanOverTime)(const float* x, const int32_t* step_mask, float* y, int32_t batch, int32_t time,
                                     int32_t channels) {
  parallel_ranges(batch, 8, [&](int from, int to) {
    for (int b = from; b < to; b++) {
      const int count = unmasked_steps(step_mask, b, time);
      const float factor = count > 0 ? 1.f / float(count) : 0.f;
      each_vector(channels, [&](int c, int n) {
        floats sum = {};
        for (int t = 0; t < time; t++)
          if (!step_mask || step_mask[ptrdiff_t(b) * time + t])
            sum += load_up_to(x + (ptrdiff_t(b) * time + t) * channels + c, n);
        store_up_to(y + ptrdiff_t(b) * channels + c, sum * factor, n);
      });
    }
  });
}

extern "C" void EXPORT(meanOverTimeGradient)(const float* dy, const int32_t* step_mask, float* dx, int32_t batch,
                                             int32_t time, int32_t channels) {
  parallel_ranges(batch, 8, [&](int from, int to) {
    for (int b = from; b < to; b++) {
      const int count = unmasked_steps(step_mask, b, time);
      const float factor = count > 0 ? 1.f / float(count) : 0.f;
      for (int t = 0; t < time; t++) {
        const bool keep = !step_mask || step_mask[ptrdiff_t(b) * time + t];
        each_vector(channels, [&](int c, int n) {
          store_up_to(dx + (ptrdiff_t(b) * time + t) * channels + c,
                      keep ? load_up_to(dy + ptrdiff_t(b) * channels + c, n) * factor : floats{}, n);
        });
      }
    }
  });
}

// Additive attention of many queries: the scores alone, which are a small network of query and key. Hidden values are
// computed again in the backward pass.
#include "parallel.h"
#include "scratch.h"
#include "vector.h"

extern "C" void EXPORT(additiveScores)(const float* q, const float* k, const float* score, float* y, int32_t batch,
                                       int32_t query_time, int32_t key_time, int32_t depth) {
  parallel_ranges(batch * query_time, divide_up(2048, key_time), [&](int from, int to) {
    for (int row = from; row < to; row++)
      for (int j = 0; j < key_time; j++) {
        const float *query = q + ptrdiff_t(row) * depth,
                    *key = k + (ptrdiff_t(row / query_time) * key_time + j) * depth;
        floats sum = {};
        each_vector(depth, [&](int d, int n) {
          sum += load_up_to(score + d, n) * hyperbolic_tangent(load_up_to(query + d, n) + load_up_to(key + d, n));
        });
        y[ptrdiff_t(row) * key_time + j] = float(total(sum));
      }
  });
}

extern "C" int64_t EXPORT(additiveScoresGradient_scratch)(int32_t batch, int32_t, int32_t, int32_t depth) {
  return floats_of(extent(batch) * depth);
}

extern "C" void EXPORT(additiveScoresGradient)(const float* q, const float* k, const float* score, const float* dy,
                                               float* dq, float* dk, float* d_score, int32_t batch, int32_t query_time,
                                               int32_t key_time, int32_t depth, float* scratch) {
  parallel_ranges(batch, 1, [&](int from, int to) {
    for (int b = from; b < to; b++) {
      float *keys_gradient = dk + ptrdiff_t(b) * key_time * depth, *score_gradient = scratch + ptrdiff_t(b) * depth;
      __builtin_memset(keys_gradient, 0, size_t(key_time) * size_t(depth) * sizeof(float));
      __builtin_memset(score_gradient, 0, size_t(depth) * sizeof(float));
      for (int i = 0; i < query_time; i++) {
        const ptrdiff_t row = ptrdiff_t(b) * query_time + i;
        each_vector(depth, [&](int d, int n) {
          const floats query = load_up_to(q + row * depth + d, n), fit = load_up_to(score + d, n);
          floats queries = {}, fits = {};
          for (int j = 0; j < key_time; j++) {
            const float gradient = dy[row * key_time + j];
            const floats t = hyperbolic_tangent(query + load_up_to(k + (ptrdiff_t(b) * key_time + j) * depth + d, n));
            const floats down = gradient * fit * (1.f - t * t);
            queries += down;
            fits += gradient * t;
            float* to = keys_gradient + ptrdiff_t(j) * depth + d;
            store_up_to(to, load_up_to(to, n) + down, n);
          }
          store_up_to(dq + row * depth + d, queries, n);
          store_up_to(score_gradient + d, load_up_to(score_gradient + d, n) + fits, n);
        });
      }
    }
  });
  each_vector(depth, [&](int d, int n) {
    floats sum = {};
    for (int b = 0; b < batch; b++) sum += load_up_to(scratch + ptrdiff_t(b) * depth + d, n);
    store_up_to(d_score + d, sum, n);
  });
}

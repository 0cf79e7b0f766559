// Additive attention of one query for each row: how well a key fits is a small network of its own.
#include "attention.h"

/// Runs f(row) for every row, each of which computes `cost` elementary functions.
template <class F>
static void each_attending_row(int rows, double cost, F f) {
  parallel_ranges(rows, cost < 8192 ? int(8192 / (cost + 1)) + 1 : 1, [&](int from, int to) {
    for (int row = from; row < to; row++) f(row);
  });
}

extern "C" void EXPORT(additiveAttention)(const float* q, const float* keys, const float* values, const float* score,
                                          const int32_t* key_mask, const int32_t* source_indices, float* y,
                                          float* weights, int32_t rows, int32_t key_time, int32_t depth,
                                          int32_t value_depth) {
  each_attending_row(rows, double(key_time) * depth, [&](int row) {
    const ptrdiff_t first = ptrdiff_t(source_indices ? source_indices[row] : row) * key_time;
    const float* query = q + ptrdiff_t(row) * depth;
    float* weight = weights + ptrdiff_t(row) * key_time;
    float most = hidden_score;
    for (int j = 0; j < key_time; j++) {
      weight[j] = hidden_score;
      if (key_mask && !key_mask[first + j]) continue;
      const float* key = keys + (first + j) * depth;
      floats sum = {};
      each_vector(depth, [&](int d, int n) {
        sum += load_up_to(score + d, n) * hyperbolic_tangent(load_up_to(query + d, n) + load_up_to(key + d, n));
      });
      weight[j] = float(total(sum));
      most = weight[j] > most ? weight[j] : most;
    }
    float sum = 0;
    each_vector(key_time, [&](int j, int n) {
      const floats s = load_up_to(weight + j, n);
      store_up_to(weight + j, choose(s < all(hidden_below), floats{}, exp_clamped(s - most)), n);
    });
    for (int j = 0; j < key_time; j++) sum += weight[j];
    const float inverse = sum > 0 ? 1 / sum : 0.f;
    for (int j = 0; j < key_time; j++) weight[j] *= inverse;
    if (!y) return;
    float* out = y + ptrdiff_t(row) * value_depth;
    each_vector(value_depth, [&](int d, int n) {
      floats sum = {};
      for (int j = 0; j < key_time; j++)
        if (weight[j] != 0) sum += weight[j] * load_up_to(values + (first + j) * value_depth + d, n);
      store_up_to(out + d, sum, n);
    });
  });
}

extern "C" int64_t EXPORT(additiveAttentionGradient_scratch)(int32_t rows, int32_t, int32_t depth, int32_t) {
  return floats_of(extent(rows) * depth);
}

extern "C" void EXPORT(additiveAttentionGradient)(const float* q, const float* keys, const float* values,
                                                  const float* score, const float* weights, const float* dy, float* dq,
                                                  float* d_keys, float* d_values, float* d_score, int32_t rows,
                                                  int32_t key_time, int32_t depth, int32_t value_depth,
                                                  float* scratch) {
  each_attending_row(rows, double(key_time) * depth, [&](int row) {
    const ptrdiff_t first = ptrdiff_t(row) * key_time;
    const float *query = q + ptrdiff_t(row) * depth, *gradient = dy + ptrdiff_t(row) * value_depth;
    float *query_gradient = dq + ptrdiff_t(row) * depth, *score_gradient = scratch + ptrdiff_t(row) * depth;
    each_vector(depth, [&](int d, int n) {
      store_up_to(query_gradient + d, floats{}, n);
      store_up_to(score_gradient + d, floats{}, n);
    });
    // The gradient in each weight is dy · value; their mean, by the weights, is taken off it by the softmax.
    const auto fit = [&](int j) {
      floats sum = {};
      each_vector(value_depth, [&](int d, int n) {
        sum += load_up_to(gradient + d, n) * load_up_to(values + (first + j) * value_depth + d, n);
      });
      return total(sum);
    };
    double mean = 0;
    for (int j = 0; j < key_time; j++)
      if (weights[first + j] != 0) mean += double(weights[first + j]) * fit(j);
    for (int j = 0; j < key_time; j++) {
      const float weight = weights[first + j];
      float *key_gradient = d_keys + (first + j) * depth, *value_gradient = d_values + (first + j) * value_depth;
      each_vector(value_depth,
                  [&](int d, int n) { store_up_to(value_gradient + d, weight * load_up_to(gradient + d, n), n); });
      const float pull = weight == 0 ? 0.f : float(double(weight) * (fit(j) - mean));
      each_vector(depth, [&](int d, int n) {
        if (pull == 0) return store_up_to(key_gradient + d, floats{}, n);
        const floats t = hyperbolic_tangent(load_up_to(query + d, n) + load_up_to(keys + (first + j) * depth + d, n));
        const floats down = pull * load_up_to(score + d, n) * (1.f - t * t);
        store_up_to(key_gradient + d, down, n);
        store_up_to(query_gradient + d, load_up_to(query_gradient + d, n) + down, n);
        store_up_to(score_gradient + d, load_up_to(score_gradient + d, n) + pull * t, n);
      });
    }
  });
  each_vector(depth, [&](int d, int n) {
    floats sum = {};
    for (int row = 0; row < rows; row++) sum += load_up_to(scratch + ptrdiff_t(row) * depth + d, n);
    store_up_to(d_score + d, sum, n);
  });
}

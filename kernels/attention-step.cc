// Attention of one query for each row, as in decoding step by step. Keys and values lie in a table that rows share: key
// j of a row is step j of whichever row of the table it names, so that neither beams that change places nor beams of
// one sentence need copies.
#include "attention.h"

/// The sum of the parts of a vector, by halves.
INLINE float sum_of(floats v) {
#if LOOKBACK_WIDTH == 16
  typedef float eight __attribute__((vector_size(32), aligned(4), may_alias));
  const eight half = reinterpret_cast<eight*>(&v)[0] + reinterpret_cast<eight*>(&v)[1];
  const four quarter = reinterpret_cast<const four*>(&half)[0] + reinterpret_cast<const four*>(&half)[1];
#elif LOOKBACK_WIDTH == 8
  const four quarter = reinterpret_cast<four*>(&v)[0] + reinterpret_cast<four*>(&v)[1];
#else
  const four quarter = v;
#endif
  return (quarter[0] + quarter[2]) + (quarter[1] + quarter[3]);
}

extern "C" int64_t EXPORT(attentionStep_scratch)(int32_t, int32_t key_time, int32_t, int32_t heads, int32_t, int32_t,
                                                 double) {
  Carve carve{nullptr};
  carve.take(extent(heads) * key_time);
  return floats_of(carve.used * lookback_workers());
}

extern "C" void EXPORT(attentionStep)(const float* q, const float* k, const float* v, const int32_t* key_rows, float* y,
                                      int32_t rows, int32_t key_time, int32_t capacity, int32_t heads, int32_t depth,
                                      int32_t value_depth, double scale, float* scratch) {
  Carve carve{nullptr};
  carve.take(extent(heads) * key_time);
  const ptrdiff_t key_size = ptrdiff_t(heads) * depth, value_size = ptrdiff_t(heads) * value_depth;
  const double cost = double(key_time) * double(key_size + value_size);
  const int range_length = cost < 65536 ? int(65536 / (cost + 1)) + 1 : 1;
  parallel(divide_up(rows, range_length), [&](int tile, int worker) {
    float* scores = piece_of(scratch, worker, carve.used);
    for (int row = tile * range_length; row < smaller(rows, (tile + 1) * range_length); row++) {
      const int32_t* key_row = key_rows + ptrdiff_t(row) * key_time;
      const float* query = q + row * key_size;
      for (int j = 0; j < key_time; j++) {
        if (!key_row[j]) {
          for (int h = 0; h < heads; h++) scores[ptrdiff_t(h) * key_time + j] = hidden_score;
          continue;
        }
        const float* key = k + ((key_row[j] - 1) * ptrdiff_t(capacity) + j) * key_size;
        for (int h = 0; h < heads; h++) {
          floats sum = {};
          each_vector(depth, [&](int d, int n) {
            sum += load_up_to(query + h * depth + d, n) * load_up_to(key + h * depth + d, n);
          });
          scores[ptrdiff_t(h) * key_time + j] = sum_of(sum) * float(scale);
        }
      }
      float* to = y + row * value_size;
      each_vector(int(value_size), [&](int d, int n) { store_up_to(to + d, floats{}, n); });
      for (int h = 0; h < heads; h++) {
        float* weights = scores + ptrdiff_t(h) * key_time;
        float most = hidden_score, sum = 0;
        for (int j = 0; j < key_time; j++) most = weights[j] > most ? weights[j] : most;
        each_vector(key_time, [&](int j, int n) {
          const floats score = load_up_to(weights + j, n);
          store_up_to(weights + j, choose(score < all(hidden_below), floats{}, exp_clamped(score - most)), n);
        });
        for (int j = 0; j < key_time; j++) sum += weights[j];
        const float inverse = sum > 0 ? 1 / sum : 0.f;
        for (int j = 0; j < key_time; j++) weights[j] *= inverse;
      }
      for (int j = 0; j < key_time; j++) {
        if (!key_row[j]) continue;
        const float* value = v + ((key_row[j] - 1) * ptrdiff_t(capacity) + j) * value_size;
        for (int h = 0; h < heads; h++) {
          const float weight = scores[ptrdiff_t(h) * key_time + j];
          each_vector(value_depth, [&](int d, int n) {
            float* at = to + h * value_depth + d;
            store_up_to(at, load_up_to(at, n) + weight * load_up_to(value + h * value_depth + d, n), n);
          });
        }
      }
    }
  });
}

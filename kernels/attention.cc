// Scaled dot-product attention of several heads, softmax(scale · Q·Kᵀ)·V, block by block: the softmax is built up while
// blocks of keys pass by (Milakov & Gimelshein 2018, arXiv:1805.02867; Dao et al. 2022, arXiv:2205.14135), so memory is
// linear in time.
#include "attention.h"

struct AttentionWork {
  float *queries, *scores, *values, *sums, *most, *total, *fade, *factors;
};

static extent carve_attention_work(const Attention& a, float* base, AttentionWork* w) {
  Carve carve{base};
  w->queries = carve.take(extent(a.depth) * a.block());
  w->scores = carve.take(extent(key_block) * a.block());
  w->values = carve.take(extent(key_block) * a.padded_values());
  w->sums = carve.take(extent(a.block()) * a.padded_values());
  w->most = carve.take(query_block);
  w->total = carve.take(query_block);
  w->fade = carve.take(query_block);
  w->factors = carve.take(random_keys * query_block);
  return carve.used;
}

/// Raises `most` to the largest score of each query so far; fade = e^(most before − most now) is what earlier sums
/// count for.
static void raise_most(const float* scores, int block, int keys, float* most, float* fade) {
  for (int i = 0; i < block; i += width) {
    const floats before = load(most + i);
    floats best[4] = {before, before, before, before};
    int j = 0;
    for (; j + 4 <= keys; j += 4)
#pragma GCC unroll 4
      for (int u = 0; u < 4; u++) {
        const floats s = load(scores + ptrdiff_t(j + u) * block + i);
        best[u] = s > best[u] ? s : best[u];
      }
    for (; j < keys; j++) {
      const floats s = load(scores + ptrdiff_t(j) * block + i);
      best[0] = s > best[0] ? s : best[0];
    }
    for (int u = 1; u < 4; u++) best[0] = best[u] > best[0] ? best[u] : best[0];
    store(most + i, best[0]);
    store(fade + i, exp_clamped(before - best[0]));
  }
}

/// Scores → e^(score − most), zero where hidden; their sums are added to total, and dropout is applied after that.
static void weigh(const Attention& a, int pair, int key, int keys, int query, const AttentionWork& w) {
  const int block = a.block();
  const bool drops = a.drops();
  for (int i = 0; i < block; i += width) store(w.total + i, load(w.total + i) * load(w.fade + i));
  for (int j = 0; j < keys; j += random_keys) {
    const int count = smaller(random_keys, keys - j);
    if (drops) draw_dropout(a, pair, key + j, query, 1.f, w.factors);
    for (int i = 0; i < block; i += width) {
      const floats most = load(w.most + i);
      floats sum = load(w.total + i);
      for (int r = 0; r < count; r++) {
        float* at = w.scores + ptrdiff_t(j + r) * block + i;
        const floats s = load(at);
        floats p = choose(s < all(hidden_below), floats{}, exp_clamped(s - most));
        sum += p;
        if (drops) p *= load(w.factors + r * query_block + i);
        store(at, p);
      }
      store(w.total + i, sum);
    }
  }
}

extern "C" int64_t EXPORT(attention_scratch)(int32_t batch, int32_t query_time, int32_t key_time, int32_t heads,
                                             int32_t key_heads, int32_t depth, int32_t value_depth, double, int32_t,
                                             int32_t, int32_t, double, uint32_t, uint32_t) {
  const Attention a = {batch, query_time, key_time, heads, key_heads, depth, value_depth, 1,
                       0,     -1,         -1,       0,     0,         0,     nullptr};
  AttentionWork w;
  return floats_of(carve_attention_work(a, nullptr, &w) * lookback_workers());
}

extern "C" void EXPORT(attention)(const float* q, const float* k, const float* v, const int32_t* key_mask, float* y,
                                  float* log_sum_exp, int32_t batch, int32_t query_time, int32_t key_time,
                                  int32_t heads, int32_t key_heads, int32_t depth, int32_t value_depth, double scale,
                                  int32_t offset, int32_t before, int32_t after, double rate, uint32_t seed_low,
                                  uint32_t seed_high, float* scratch) {
  const Attention a = {batch, query_time,          key_time,     heads,     key_heads,
                       depth, value_depth,         float(scale), offset,    before,
                       after, dropped_share(rate), seed_low,     seed_high, key_mask};
  AttentionWork sizes;
  const extent work_size = carve_attention_work(a, nullptr, &sizes);
  const int block = a.block(), blocks = a.query_blocks(), padded = a.padded_values();
  parallel_units(a.pairs() * blocks, a.block_cost(), [&](int unit, int worker) {
    AttentionWork w;
    carve_attention_work(a, piece_of(scratch, worker, work_size), &w);
    const int pair = unit / blocks, query = unit % blocks * block, rows = smaller(block, query_time - query);
    pack_transposed(q + a.row(pair, query, query_time, depth), a.query_stride(), rows, depth, block, a.scale,
                    w.queries);
    for (int i = 0; i < block; i += width) {
      store(w.most + i, all(hidden_score));
      store(w.total + i, floats{});
    }
    const KeyRange seen = keys_seen(a, pair, query, rows);
    bool started = false;
    for (int from = seen.from; from < seen.to;) {
      const int to = smaller(seen.to, (from / key_block + 1) * key_block), keys = to - from;
      multiply_panels({k + a.key_row(pair, from, depth), a.key_stride(), 1}, w.queries, 0, w.scores, block, keys,
                      block / width, depth, false);
      hide(a, pair, from, keys, query, w.scores);
      raise_most(w.scores, block, keys, w.most, w.fade);
      weigh(a, pair, from, keys, query, w);
      if (started)
        for (int i = 0; i < rows; i++)
          for (int j = 0; j < padded; j += width)
            store(w.sums + i * padded + j, load(w.sums + i * padded + j) * w.fade[i]);
      pack_rows(v + a.key_row(pair, from, value_depth), a.value_stride(), keys, value_depth, 1, w.values);
      multiply_panels({w.scores, 1, block}, w.values, 0, w.sums, padded, rows, a.value_vectors(), keys, started);
      started = true;
      from = to;
    }
    for (int i = 0; i < block; i += width) {
      // A query that sees no key: weights, result and logarithm are zero.
      const floats total = load(w.total + i);
      const ints none = total == floats{};
      store(w.total + i, choose(none, floats{}, a.dropout_scale() / total));
      store(w.most + i, choose(none, floats{}, load(w.most + i) + log_positive(total)));
    }
    for (int i = 0; i < rows; i++) {
      float* to = y + a.row(pair, query + i, query_time, value_depth);
      each_vector(value_depth, [&](int j, int n) {
        store_up_to(to + j, started ? load(w.sums + i * padded + j) * w.total[i] : floats{}, n);
      });
      if (log_sum_exp) log_sum_exp[ptrdiff_t(pair) * query_time + query + i] = w.most[i];
    }
  });
}

extern "C" int64_t EXPORT(attentionWeights_scratch)(int32_t batch, int32_t query_time, int32_t key_time, int32_t heads,
                                                    int32_t key_heads, int32_t depth, double, int32_t, int32_t,
                                                    int32_t) {
  const Attention a = {batch, query_time, key_time, heads, key_heads, depth, 1, 1, 0, -1, -1, 0, 0, 0, nullptr};
  AttentionWork w;
  return floats_of(carve_attention_work(a, nullptr, &w) * lookback_workers());
}

extern "C" void EXPORT(attentionWeights)(const float* q, const float* k, const int32_t* key_mask, float* weights,
                                         int32_t batch, int32_t query_time, int32_t key_time, int32_t heads,
                                         int32_t key_heads, int32_t depth, double scale, int32_t offset, int32_t before,
                                         int32_t after, float* scratch) {
  const Attention a = {batch,  query_time, key_time, heads, key_heads, depth, 1,       float(scale),
                       offset, before,     after,    0,     0,         0,     key_mask};
  AttentionWork sizes;
  const extent work_size = carve_attention_work(a, nullptr, &sizes);
  const int block = a.block(), blocks = a.query_blocks();
  parallel_units(a.pairs() * blocks, a.block_cost(), [&](int unit, int worker) {
    AttentionWork w;
    carve_attention_work(a, piece_of(scratch, worker, work_size), &w);
    const int pair = unit / blocks, query = unit % blocks * block, rows = smaller(block, query_time - query);
    float* out = weights + (ptrdiff_t(pair) * query_time + query) * key_time;
    pack_transposed(q + a.row(pair, query, query_time, depth), a.query_stride(), rows, depth, block, a.scale,
                    w.queries);
    for (int from = 0; from < key_time; from += key_block) {
      const int keys = smaller(key_block, key_time - from);
      multiply_panels({k + a.key_row(pair, from, depth), a.key_stride(), 1}, w.queries, 0, w.scores, block, keys,
                      block / width, depth, false);
      hide(a, pair, from, keys, query, w.scores);
      for (int i = 0; i < rows; i++)
        for (int j = 0; j < keys; j++) out[ptrdiff_t(i) * key_time + from + j] = w.scores[ptrdiff_t(j) * block + i];
    }
    for (int i = 0; i < rows; i++) {
      float* row = out + ptrdiff_t(i) * key_time;
      float most = hidden_score;
      for (int j = 0; j < key_time; j++) most = row[j] > most ? row[j] : most;
      double sum = 0;
      each_vector(key_time, [&](int j, int n) {
        const floats s = load_up_to(row + j, n);
        const floats p = choose(s < all(hidden_below), floats{}, exp_clamped(s - most));
        store_up_to(row + j, p, n);
        for (int u = 0; u < n; u++) sum += double(p[u]);
      });
      const float inverse = sum == 0 ? 0.f : float(1 / sum);
      each_vector(key_time, [&](int j, int n) { store_up_to(row + j, load_up_to(row + j, n) * inverse, n); });
    }
  });
}

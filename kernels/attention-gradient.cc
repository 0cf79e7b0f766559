// The backward pass through attention: the weights are computed again, block by block, from the logarithm of their sum.
// With P the weights, D the weights' factors of dropout (or 1), O the result and S the scores:
//   dV = (P∘D)ᵀ·dO     dS = P ∘ (D ∘ dO·Vᵀ − Σ dO∘O)     dQ = scale · dS·K     dK = scale · dSᵀ·Q
// A unit is one head of keys of one example, or a part of its keys where there are few of those. It takes block after
// block of the queries of every head that sees them; the gradients of its keys and values grow in scratch memory, and
// those of queries from several parts are added in the order of the parts.
#include "attention.h"

/// The number of units where the keys suffice for it, and the minimum of keys of each.
constexpr int target_units = 16, min_part_keys = 512;

struct AttentionBack {
  int parts, part_keys;
  extent work_size;
  float *query_parts, *work;
};

struct AttentionBackWork {
  float *queries, *gradients, *query_rows, *gradient_rows, *key_rows, *scores, *d_scores, *d_queries, *log_sum, *dots,
      *factors, *d_keys, *d_values;
};

static extent carve_attention_back_work(const Attention& a, int part_keys, float* base, AttentionBackWork* w) {
  Carve carve{base};
  const extent block = a.block();
  w->queries = carve.take(a.depth * block);
  w->gradients = carve.take(a.value_depth * block);
  w->query_rows = carve.take(block * a.padded_depth());
  w->gradient_rows = carve.take(block * a.padded_values());
  w->key_rows = carve.take(extent(key_block) * a.padded_depth());
  w->scores = carve.take(key_block * block);
  w->d_scores = carve.take(key_block * block);
  w->d_queries = carve.take(block * a.padded_depth());
  w->log_sum = carve.take(query_block);
  w->dots = carve.take(query_block);
  w->factors = carve.take(random_keys * query_block);
  w->d_keys = carve.take(extent(part_keys) * a.padded_depth());
  w->d_values = carve.take(extent(part_keys) * a.padded_values());
  return carve.used;
}

static extent plan_attention_back(const Attention& a, float* base, AttentionBack* plan) {
  Carve carve{base};
  const int units = a.batch * a.key_heads;
  const int parts =
      units > 0 && a.key_time > 0 ? smaller(divide_up(target_units, units), divide_up(a.key_time, min_part_keys)) : 1;
  plan->part_keys = round_up(divide_up(a.key_time, parts), key_block);
  plan->parts = a.key_time > 0 ? divide_up(a.key_time, plan->part_keys) : 1;
  plan->query_parts =
      carve.take(plan->parts > 1 ? extent(plan->parts) * a.pairs() * a.query_time * a.padded_depth() : 0);
  AttentionBackWork w;
  plan->work_size = carve_attention_back_work(a, plan->part_keys, nullptr, &w);
  plan->work = carve.take(plan->work_size * lookback_workers());
  return carve.used;
}

/// From scores and the gradients of dropped weights (d_scores): dropped weights into scores, gradients of scores into
/// d_scores.
static void weigh_back(const Attention& a, int pair, int key, int keys, int query, const AttentionBackWork& w) {
  const int block = a.block();
  const bool drops = a.drops();
  for (int j = 0; j < keys; j += random_keys) {
    const int count = smaller(random_keys, keys - j);
    if (drops) draw_dropout(a, pair, key + j, query, a.dropout_scale(), w.factors);
    for (int i = 0; i < block; i += width) {
      const floats log_sum = load(w.log_sum + i), dot = load(w.dots + i);
      for (int r = 0; r < count; r++) {
        const ptrdiff_t at = ptrdiff_t(j + r) * block + i;
        const floats s = load(w.scores + at), d = load(w.d_scores + at);
        const floats p = choose(s < all(hidden_below), floats{}, exp_clamped(s - log_sum));
        if (drops) {
          const floats factor = load(w.factors + r * query_block + i);
          store(w.scores + at, p * factor);
          store(w.d_scores + at, p * (d * factor - dot));
        } else {
          store(w.scores + at, p);
          store(w.d_scores + at, p * (d - dot));
        }
      }
    }
  }
}

/// Rows of whole vectors into rows of `size`, `stride` apart.
static void write_rows(const float* from, int padded, float factor, float* to, ptrdiff_t stride, int count, int size) {
  for (int i = 0; i < count; i++)
    each_vector(size, [&](int j, int n) {
      store_up_to(to + i * stride + j, load_up_to(from + ptrdiff_t(i) * padded + j, n) * factor, n);
    });
}

extern "C" int64_t EXPORT(attentionGradient_scratch)(int32_t batch, int32_t query_time, int32_t key_time, int32_t heads,
                                                     int32_t key_heads, int32_t depth, int32_t value_depth, double,
                                                     int32_t, int32_t, int32_t, double, uint32_t, uint32_t) {
  const Attention a = {batch, query_time, key_time, heads, key_heads, depth, value_depth, 1,
                       0,     -1,         -1,       0,     0,         0,     nullptr};
  AttentionBack plan;
  return floats_of(plan_attention_back(a, nullptr, &plan));
}

extern "C" void EXPORT(attentionGradient)(const float* q, const float* k, const float* v, const int32_t* key_mask,
                                          const float* y, const float* log_sum_exp, const float* dy, float* dq,
                                          float* dk, float* dv, int32_t batch, int32_t query_time, int32_t key_time,
                                          int32_t heads, int32_t key_heads, int32_t depth, int32_t value_depth,
                                          double scale, int32_t offset, int32_t before, int32_t after, double rate,
                                          uint32_t seed_low, uint32_t seed_high, float* scratch) {
  const Attention a = {batch, query_time,          key_time,     heads,     key_heads,
                       depth, value_depth,         float(scale), offset,    before,
                       after, dropped_share(rate), seed_low,     seed_high, key_mask};
  AttentionBack plan;
  plan_attention_back(a, scratch, &plan);
  const int block = a.block(), padded = a.padded_depth(), padded_values = a.padded_values();
  parallel_units(
      batch * key_heads * plan.parts, a.block_cost() * a.query_blocks() * a.group() / plan.parts,
      [&](int unit, int worker) {
        AttentionBackWork w;
        carve_attention_back_work(a, plan.part_keys, piece_of(plan.work, worker, plan.work_size), &w);
        const int part = unit % plan.parts, first = part * plan.part_keys;
        const int first_pair = unit / plan.parts * a.group();
        const int last = smaller(key_time, first + plan.part_keys);
        __builtin_memset(w.d_keys, 0, size_t(last - first) * padded * sizeof(float));
        __builtin_memset(w.d_values, 0, size_t(last - first) * padded_values * sizeof(float));
        for (int pair = first_pair; pair < first_pair + a.group(); pair++)
          for (int query = 0; query < query_time; query += block) {
            const int rows = smaller(block, query_time - query);
            const float* queries = q + a.row(pair, query, query_time, depth);
            const float* gradients = dy + a.row(pair, query, query_time, value_depth);
            const float* results = y + a.row(pair, query, query_time, value_depth);
            const KeyRange seen = keys_seen(a, pair, query, rows);
            const int start = seen.from > first ? seen.from : first, end = smaller(seen.to, last);
            bool started = false;
            if (start < end) {
              pack_transposed(queries, a.query_stride(), rows, depth, block, a.scale, w.queries);
              pack_transposed(gradients, a.result_stride(), rows, value_depth, block, 1, w.gradients);
              pack_rows(queries, a.query_stride(), rows, depth, a.scale, w.query_rows);
              pack_rows(gradients, a.result_stride(), rows, value_depth, 1, w.gradient_rows);
              for (int i = 0; i < block; i++) {
                floats dot = {};
                if (i < rows)
                  each_vector(value_depth, [&](int j, int n) {
                    dot += load_up_to(gradients + i * a.result_stride() + j, n) *
                           load_up_to(results + i * a.result_stride() + j, n);
                  });
                w.dots[i] = float(total(dot));
                w.log_sum[i] = i < rows ? log_sum_exp[ptrdiff_t(pair) * query_time + query + i] : 0.f;
              }
            }
            for (int from = start; from < end;) {
              const int to = smaller(end, (from / key_block + 1) * key_block), keys = to - from;
              const float* key_rows = k + a.key_row(pair, from, depth);
              multiply_panels({key_rows, a.key_stride(), 1}, w.queries, 0, w.scores, block, keys, block / width, depth,
                              false);
              hide(a, pair, from, keys, query, w.scores);
              multiply_panels({v + a.key_row(pair, from, value_depth), a.value_stride(), 1}, w.gradients, 0, w.d_scores,
                              block, keys, block / width, value_depth, false);
              weigh_back(a, pair, from, keys, query, w);
              pack_rows(key_rows, a.key_stride(), keys, depth, 1, w.key_rows);
              multiply_panels({w.scores, block, 1}, w.gradient_rows, 0,
                              w.d_values + ptrdiff_t(from - first) * padded_values, padded_values, keys,
                              a.value_vectors(), rows, true);
              multiply_panels({w.d_scores, block, 1}, w.query_rows, 0, w.d_keys + ptrdiff_t(from - first) * padded,
                              padded, keys, a.depth_vectors(), rows, true);
              multiply_panels({w.d_scores, 1, block}, w.key_rows, 0, w.d_queries, padded, rows, a.depth_vectors(), keys,
                              started);
              started = true;
              from = to;
            }
            if (!started) __builtin_memset(w.d_queries, 0, size_t(rows) * padded * sizeof(float));
            if (plan.parts == 1)
              write_rows(w.d_queries, padded, a.scale, dq + a.row(pair, query, query_time, depth), a.query_stride(),
                         rows, depth);
            else
              __builtin_memcpy(plan.query_parts + ((ptrdiff_t(part) * a.pairs() + pair) * query_time + query) * padded,
                               w.d_queries, size_t(rows) * padded * sizeof(float));
          }
        write_rows(w.d_keys, padded, 1, dk + a.key_row(first_pair, first, depth), a.key_stride(), last - first, depth);
        write_rows(w.d_values, padded_values, 1, dv + a.key_row(first_pair, first, value_depth), a.value_stride(),
                   last - first, value_depth);
      });
  if (plan.parts == 1) return;
  parallel_ranges(a.pairs() * query_time, 64, [&](int from, int to) {
    for (int row = from; row < to; row++)
      each_vector(depth, [&](int j, int n) {
        floats sum = {};
        for (int part = 0; part < plan.parts; part++)
          sum += load(plan.query_parts + (ptrdiff_t(part) * a.pairs() * query_time + row) * padded + j);
        store_up_to(dq + a.row(row / query_time, row % query_time, query_time, depth) + j, sum * a.scale, n);
      });
  });
}

// What attention shares forward and back. Scores are stored transposed, [keys, queries]: a vector holds one key's
// scores of several queries, so that the softmax over keys runs down the rows, and neither keys nor values are ever
// transposed. Only a block of queries is, once for all its keys.
#pragma once
#include "gemm.h"
#include "philox.h"
#include "scratch.h"

/// Queries and keys of a block of scores; key blocks begin at multiples of key_block, whatever is hidden.
constexpr int query_block = 64, key_block = 128;
/// Keys whose dropout comes from one random block.
constexpr int random_keys = 8;
/// What a score becomes that must not count, and a bound below all that do. Not infinite: differences of two must not
/// be NaN.
constexpr float hidden_score = -1e30f, hidden_below = -5e29f;

struct Attention {
  int batch, query_time, key_time, heads, key_heads, depth, value_depth;
  float scale;
  int offset, before, after;
  /// Share dropped, in 65536ths.
  uint32_t dropped, seed_low, seed_high;
  const int32_t* key_mask;

  int pairs() const { return batch * heads; }
  /// Heads of queries that share one of keys and values.
  int group() const { return heads / key_heads; }
  ptrdiff_t query_stride() const { return ptrdiff_t(heads) * depth; }
  ptrdiff_t result_stride() const { return ptrdiff_t(heads) * value_depth; }
  ptrdiff_t key_stride() const { return ptrdiff_t(key_heads) * depth; }
  ptrdiff_t value_stride() const { return ptrdiff_t(key_heads) * value_depth; }
  /// Where step `step` of a pair (example and head) begins, in [batch, time, heads, depth].
  ptrdiff_t row(int pair, int step, int time, int size) const {
    return ((ptrdiff_t(pair / heads) * time + step) * heads + pair % heads) * size;
  }
  /// The same of the keys and values that a pair sees, in [batch, key_time, key_heads, size].
  ptrdiff_t key_row(int pair, int step, int size) const {
    return ((ptrdiff_t(pair / heads) * key_time + step) * key_heads + pair % heads / group()) * size;
  }
  int depth_vectors() const { return divide_up(depth, width); }
  int value_vectors() const { return divide_up(value_depth, width); }
  int padded_depth() const { return round_up(depth, width); }
  int padded_values() const { return round_up(value_depth, width); }
  int block() const { return smaller(query_block, round_up(query_time, width)); }
  int query_blocks() const { return divide_up(query_time, block()); }
  /// Multiply-adds in the scores of one block of queries with all keys.
  double block_cost() const { return double(block()) * key_time * depth; }
  bool drops() const { return dropped > 0; }
  float dropout_scale() const { return 65536.f / float(65536 - dropped); }
};

/// Runs f(unit, worker) for every unit, each of `cost` multiply-adds; small ones share a tile, so that each is
/// worth handing to a thread.
template <class F>
static void parallel_units(int units, double cost, F f) {
  const int group = cost < 262144 ? int(262144 / (cost + 1)) : 1;
  parallel(divide_up(units, group), [&](int tile, int worker) {
    for (int unit = tile * group; unit < smaller(units, (tile + 1) * group); unit++) f(unit, worker);
  });
}

static uint32_t dropped_share(double rate) {
  const uint32_t share = uint32_t(rate * 65536 + 0.5);
  return share < 65535 ? share : 65535;
}

struct KeyRange {
  int from, to;
};

/// The keys outside which none is seen by any of `rows` queries from `query` on; from is a multiple of random_keys.
static KeyRange keys_seen(const Attention& a, int pair, int query, int rows) {
  int64_t from = 0, to = a.key_time;
  const int64_t position = int64_t(a.offset) + query;
  if (a.before >= 0 && position - a.before > from) from = position - a.before;
  if (a.after >= 0 && position + rows + a.after < to) to = position + rows + a.after;
  if (a.key_mask) {
    const int32_t* mask = a.key_mask + ptrdiff_t(pair / a.heads) * a.key_time;
    while (from < to && !mask[from]) from++;
    while (to > from && !mask[to - 1]) to--;
  }
  return {int(from) / random_keys * random_keys, int(to)};
}

/// Hides the scores of keys that the mask leaves out or that are too far from a query.
static void hide(const Attention& a, int pair, int key, int keys, int query, float* scores) {
  if (!a.key_mask && a.before < 0 && a.after < 0) return;
  const int block = a.block();
  ints lanes;
  for (int i = 0; i < width; i++) lanes[i] = i;
  for (int j = 0; j < keys; j++) {
    const bool counts = !a.key_mask || a.key_mask[ptrdiff_t(pair / a.heads) * a.key_time + key + j] != 0;
    // Queries from … to − 1 of the block see this key.
    const int64_t same = int64_t(key) + j - a.offset - query;
    int64_t from = a.after < 0 ? 0 : same - a.after, to = a.before < 0 ? block : same + a.before + 1;
    if (!counts) from = block;
    if (from <= 0 && to >= block) continue;
    const int first = from < 0 ? 0 : from > block ? block : int(from), last = to < 0 ? 0 : to > block ? block : int(to);
    float* row = scores + ptrdiff_t(j) * block;
    for (int i = 0; i < block; i += width) {
      const ints at = lanes + i;
      store(row + i, choose((at >= first) & (at < last), load(row + i), all(hidden_score)));
    }
  }
}

/**
 * What dropout multiplies the weights of random_keys keys from `key` on by, for each query of a block: 0 or
 * `dropout_scale`; factors [random_keys, query_block]. Philox 4x32-10 with counter (key / 8, query, pair, 0), half word
 * key mod 8.
 */
static void draw_dropout(const Attention& a, int pair, int key, int query, float dropout_scale, float* factors) {
  words lanes;
  for (int l = 0; l < width; l++) lanes[l] = uint32_t(l);
  for (int i = 0; i < a.block(); i += width) {
    words word[4] = {uint32_t(key / random_keys) - words{}, lanes + uint32_t(query + i), uint32_t(pair) - words{},
                     words{}};
    philox(word, a.seed_low, a.seed_high);
#pragma GCC unroll 8
    for (int k = 0; k < random_keys; k++) {
      const ints half = ints((word[k / 2] >> (k % 2 * 16)) & 0xffffu);
      store(factors + k * query_block + i, choose(half >= int32_t(a.dropped), all(dropout_scale), floats{}));
    }
  }
}

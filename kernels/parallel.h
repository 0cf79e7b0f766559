// Work split into tiles. How many there are never depends on the number of threads, and each tile writes memory of its
// own, so results do not depend on it either.
#pragma once

/// How many workers may run at once, and never more than there are tiles; scratch memory of a tile belongs to its
/// worker.
extern "C" int lookback_workers();
/// Runs f(context, tile, worker) for every tile, and returns when all are done.
extern "C" void lookback_run(int tiles, void (*f)(void* context, int tile, int worker), void* context);

template <class F>
static void parallel(int tiles, F f) {
  if (tiles == 1) return f(0, 0);
  lookback_run(tiles, [](void* context, int tile, int worker) { (*static_cast<F*>(context))(tile, worker); }, &f);
}

/// ⌈a / b⌉; 0 for a ≤ 0. Unsigned, so that nothing overflows and powers of two are shifts: it stands in inner loops.
static inline int divide_up(int a, int b) { return a <= 0 ? 0 : int((unsigned(a) - 1u) / unsigned(b)) + 1; }
static inline int round_up(int a, int b) { return divide_up(a, b) * b; }
static inline int smaller(int a, int b) { return a < b ? a : b; }
/// The maximum number of workers for `tiles` tiles.
static inline int workers_of(int tiles) { return smaller(lookback_workers(), tiles); }

/// Runs f(from, to) over 0 … size in ranges of `range_length`, in parallel when there are several.
template <class F>
static void parallel_ranges(int size, int range_length, F f) {
  if (size <= 0) return;
  parallel(divide_up(size, range_length), [&](int tile, int) {
    f(tile * range_length, tile * range_length + smaller(range_length, size - tile * range_length));
  });
}

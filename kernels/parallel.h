// Work split into tiles. How many there are never depends on the number of threads, and each tile writes memory of its own, so results do not
// depend on it either.
#pragma once

/// How many workers may run at once; scratch memory of a tile belongs to its worker.
extern "C" int lookback_workers();
/// Runs f(context, tile, worker) for every tile, and returns when all are done.
extern "C" void lookback_run(int tiles, void (*f)(void* context, int tile, int worker), void* context);

template <class F>
static void parallel(int tiles, F f) {
  if (tiles == 1) return f(0, 0);
  lookback_run(tiles, [](void* context, int tile, int worker) { (*static_cast<F*>(context))(tile, worker); }, &f);
}

static inline int divide_up(int a, int b) { return (a + b - 1) / b; }
static inline int round_up(int a, int b) { return divide_up(a, b) * b; }
static inline int smaller(int a, int b) { return a < b ? a : b; }

/// Runs f(from, to) over 0 … size in stretches of `stretch`, in parallel when there are several.
template <class F>
static void parallel_stretches(int size, int stretch, F f) {
  if (size <= 0) return;
  parallel(divide_up(size, stretch), [&](int tile, int) { f(tile * stretch, smaller(size, (tile + 1) * stretch)); });
}

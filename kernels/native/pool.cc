// The thread pool of the native build. The calling thread works too; the others spin briefly for the next call, then
// sleep.
#include "pool.h"

#include <pthread.h>
#include <sched.h>

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "flush.h"

namespace {

struct Job {
  int tiles = 0, workers = 1;
  void (*f)(void*, int, int) = nullptr;
  void* context = nullptr;
};

/**
 * Calls are numbered. `state` is the number of the latest call, whether it is open, and how many workers have joined
 * it. A worker joins a call only while it is open, and the caller closes it as soon as no tile is left; so nobody waits
 * for a worker that woke up too late, as happens where cores are shared with other programs.
 */
struct Pool {
  static constexpr uint64_t joined = 0xffff, open = 0x10000, one_call = 0x20000;

  /// Held by who calls, adds threads or ends them.
  std::mutex in_use;
  int users = 0, count = 0;
  pthread_t threads[most_threads];
  std::mutex mutex;
  std::condition_variable wake;
  std::atomic<uint64_t> state{0};
  std::atomic<int> next{0}, newest_worker{0}, sleepers{0};
  std::atomic<bool> stopping{false};
  Job job;

  static uint64_t call_of(uint64_t s) { return s / one_call; }

  void work(int worker) {
    for (int tile = next.fetch_add(1); tile < job.tiles; tile = next.fetch_add(1)) job.f(job.context, tile, worker);
  }

  /// Waits for a call after number `seen`, and returns its state.
  uint64_t wait_for_call(uint64_t seen) {
    for (int spin = 0; spin < 4000; spin++) {
      const uint64_t s = state.load();
      if (call_of(s) != seen) return s;
      relax();
    }
    std::unique_lock<std::mutex> lock(mutex);
    sleepers++;
    wake.wait(lock, [&] { return call_of(state.load()) != seen; });
    sleepers--;
    return state.load();
  }

  void serve() {
    FlushDenormals flush;
    for (uint64_t seen = UINT64_MAX;;) {
      uint64_t s = wait_for_call(seen);
      while ((s & open) && !state.compare_exchange_weak(s, s + 1)) {}
      seen = call_of(s);
      if (!(s & open)) continue;
      const bool last = stopping.load();
      // A call may want fewer workers than there are: they are numbered in the order in which they join.
      const int worker = last ? 0 : newest_worker.fetch_add(1) + 1;
      if (!last && worker < job.workers) work(worker);
      state.fetch_sub(1);
      if (last) return;
    }
  }

  /// Opens a call. No worker is in one.
  void publish() {
    newest_worker = 0;
    state.store((call_of(state.load()) + 1) * one_call | open);
    if (sleepers.load() == 0) return;
    std::lock_guard<std::mutex> lock(mutex);
    wake.notify_all();
  }

  /// Ends a call: nobody joins any more, and those who did have done their last tile.
  void close() {
    state.fetch_and(~open);
    for (int spin = 0; state.load() & joined; spin++) {
      if (spin < 4000) relax();
      else sched_yield();
    }
  }

  void run(const Job& next_job) {
    job = next_job;
    next = 0;
    publish();
    work(0);
    close();
  }

  void grow(int needed) {
    const auto start = [](void* pool) -> void* {
      static_cast<Pool*>(pool)->serve();
      return nullptr;
    };
    while (count < needed && pthread_create(&threads[count], nullptr, start, this) == 0) count++;
  }

  void stop() {
    stopping = true;
    publish();
    for (int i = 0; i < count; i++) pthread_join(threads[i], nullptr);
    count = 0;
    close();
    stopping = false;
  }

  static void relax() {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
  }

  ~Pool() {
    if (count > 0) stop();
  }
};

Pool pool;
thread_local int threads_of_caller = 1;

} // namespace

void open_pool() {
  std::lock_guard<std::mutex> lock(pool.in_use);
  pool.users++;
}

void close_pool() {
  std::lock_guard<std::mutex> lock(pool.in_use);
  if (--pool.users == 0 && pool.count > 0) pool.stop();
}

int grow_pool(int count) {
  std::lock_guard<std::mutex> lock(pool.in_use);
  const int needed = count < most_threads ? count : most_threads;
  if (pool.count < needed - 1) pool.grow(needed - 1);
  return pool.count + 1 < needed ? pool.count + 1 : needed;
}

void use_threads(int count) { threads_of_caller = count; }

extern "C" int lookback_workers() { return threads_of_caller; }

extern "C" void lookback_run(int tiles, void (*f)(void*, int, int), void* context) {
  const int workers = threads_of_caller < tiles ? threads_of_caller : tiles;
  if (workers > 1 && pool.in_use.try_lock()) {
    pool.run({tiles, workers, f, context});
    pool.in_use.unlock();
    return;
  }
  for (int tile = 0; tile < tiles; tile++) f(context, tile, 0);
}

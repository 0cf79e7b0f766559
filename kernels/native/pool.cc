// The thread pool of the native build. The calling thread works too; the others spin briefly for the next call, then sleep.
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

#include "flush.h"

namespace {

struct Job {
  int tiles = 0;
  void (*f)(void*, int, int) = nullptr;
  void* context = nullptr;
};

/**
 * Calls are numbered. `state` is the number of the latest call, whether it is open, and how many workers have joined it. A worker joins a call only while
 * it is open, and the caller closes it as soon as no tile is left; so nobody waits for a worker that woke up too late, as happens where cores are
 * shared with other programs.
 */
struct Pool {
  static constexpr uint64_t joined = 0xffff, open = 0x10000, one_call = 0x20000;

  std::vector<std::thread> threads;
  std::mutex mutex;
  std::condition_variable wake;
  std::atomic<uint64_t> state{0};
  std::atomic<int> next{0}, sleepers{0};
  std::atomic<bool> stopping{false};
  Job job;

  static uint64_t call_of(uint64_t s) { return s / one_call; }

  void work(int worker) {
    for (int tile = next.fetch_add(1); tile < job.tiles; tile = next.fetch_add(1)) job.f(job.context, tile, worker);
  }

  /// Waits for a call after number `seen`, and gives its state.
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

  void serve(int worker, uint64_t seen) {
    FlushDenormals flush;
    for (;;) {
      uint64_t s = wait_for_call(seen);
      while ((s & open) && !state.compare_exchange_weak(s, s + 1)) {
      }
      seen = call_of(s);
      if (!(s & open)) continue;
      const bool last = stopping.load();
      if (!last) work(worker);
      state.fetch_sub(1);
      if (last) return;
    }
  }

  /// Opens a call. No worker is in one.
  void publish() {
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
      else std::this_thread::yield();
    }
  }

  void stop() {
    stopping = true;
    publish();
    for (auto& thread : threads) thread.join();
    threads.clear();
    close();
    stopping = false;
  }

  static void relax() {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
  }

  ~Pool() {
    if (!threads.empty()) stop();
  }
};

Pool pool;

}  // namespace

extern "C" int lookback_workers() { return int(pool.threads.size()) + 1; }

extern "C" void lookback_set_threads(int count) {
  if (count == lookback_workers()) return;
  if (!pool.threads.empty()) pool.stop();
  const uint64_t call = Pool::call_of(pool.state.load());
  for (int worker = 1; worker < count; worker++) pool.threads.emplace_back([worker, call] { pool.serve(worker, call); });
}

extern "C" void lookback_run(int tiles, void (*f)(void*, int, int), void* context) {
  if (pool.threads.empty()) {
    for (int tile = 0; tile < tiles; tile++) f(context, tile, 0);
    return;
  }
  pool.job = {tiles, f, context};
  pool.next = 0;
  pool.publish();
  pool.work(0);
  pool.close();
}

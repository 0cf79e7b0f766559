// The thread pool of the native build. The calling thread works too; the others spin briefly for the next call, then sleep.
#include <atomic>
#include <condition_variable>
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

struct Pool {
  std::vector<std::thread> threads;
  std::mutex mutex;
  std::condition_variable wake;
  std::atomic<unsigned> generation{0};
  std::atomic<int> next{0}, busy{0};
  std::atomic<bool> stopping{false};
  Job job;

  void work(int worker) {
    for (int tile = next.fetch_add(1); tile < job.tiles; tile = next.fetch_add(1)) job.f(job.context, tile, worker);
  }

  void serve(int worker) {
    FlushDenormals flush;
    unsigned seen = 0;
    for (;;) {
      for (int spin = 0; spin < 4000 && generation.load(std::memory_order_acquire) == seen; spin++) {
#if defined(__x86_64__)
        __builtin_ia32_pause();
#endif
      }
      if (generation.load(std::memory_order_acquire) == seen) {
        std::unique_lock<std::mutex> lock(mutex);
        wake.wait(lock, [&] { return generation.load(std::memory_order_acquire) != seen; });
      }
      seen = generation.load(std::memory_order_acquire);
      if (stopping.load()) return;
      work(worker);
      busy.fetch_sub(1, std::memory_order_release);
    }
  }

  void publish() {
    std::lock_guard<std::mutex> lock(mutex);
    generation.fetch_add(1, std::memory_order_release);
    wake.notify_all();
  }

  void stop() {
    stopping = true;
    publish();
    for (auto& thread : threads) thread.join();
    threads.clear();
    stopping = false;
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
  pool.generation = 0;
  for (int worker = 1; worker < count; worker++) pool.threads.emplace_back([worker] { pool.serve(worker); });
}

extern "C" void lookback_run(int tiles, void (*f)(void*, int, int), void* context) {
  if (pool.threads.empty()) {
    for (int tile = 0; tile < tiles; tile++) f(context, tile, 0);
    return;
  }
  pool.job = {tiles, f, context};
  pool.next = 0;
  pool.busy = int(pool.threads.size());
  pool.publish();
  pool.work(0);
  while (pool.busy.load(std::memory_order_acquire) > 0) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
  }
}

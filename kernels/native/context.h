// What belongs to one environment of Node, the main thread or one of its workers: nothing here is shared with another.
#pragma once
#include <stdlib.h>

#include <cstdint>

#include "pool.h"

#ifdef LOOKBACK_EXACT
constexpr bool exact_memory = true;
#else
/// Whether every block has just its size and is used once, so that a sanitizer sees each element beyond its end.
constexpr bool exact_memory = false;
#endif

/// Memory that starts at a cache line, or null.
inline void* aligned_memory(double bytes) {
  void* memory = nullptr;
  if (!(bytes >= 0 && bytes < double(SIZE_MAX / 2))) return nullptr;
  const size_t size = bytes > 0 ? size_t(bytes) : 1;
  return posix_memalign(&memory, 64, size) == 0 ? memory : nullptr;
}

/// Memory for one call at a time. It is kept for the next one, unless it is large.
class Scratch {
 public:
  /// Bytes that are kept between calls.
  static constexpr double most_kept = 64 << 20;

  float* take(double bytes) {
    if (bytes <= length && memory) return memory;
    release();
    memory = static_cast<float*>(aligned_memory(bytes));
    length = memory ? bytes : 0;
    return memory;
  }

  /// The call is over.
  void end() {
    if (length > most_kept || exact_memory) release();
  }

  void release() {
    free(memory);
    memory = nullptr;
    length = 0;
  }

 private:
  float* memory = nullptr;
  double length = 0;
};

struct Context {
  Scratch scratch;
  /// Threads that its kernels use.
  int threads = 1;
  /// The instruction set in use: its index among those of this build.
  int level;

  explicit Context(int best) : level(best) { open_pool(); }
  ~Context() {
    scratch.release();
    close_pool();
  }
};

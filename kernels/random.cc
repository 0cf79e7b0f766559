// Philox 4x32-10 (Salmon et al. 2011): random words as a function of key and counter. The same function as src/tensor/random.ts.
#include "parallel.h"
#include "vector.h"

static void philox(uint32_t word[4], uint32_t key0, uint32_t key1) {
  for (int round = 0; round < 10; round++) {
    const uint64_t p = uint64_t(0xd2511f53u) * word[0], q = uint64_t(0xcd9e8d57u) * word[2];
    const uint32_t next[4] = {uint32_t(q >> 32) ^ word[1] ^ key0, uint32_t(q), uint32_t(p >> 32) ^ word[3] ^ key1, uint32_t(p)};
    for (int i = 0; i < 4; i++) word[i] = next[i];
    key0 += 0x9e3779b9u;
    key1 += 0xbb67ae85u;
  }
}

extern "C" void EXPORT(dropoutMask)(float* y, int32_t size, double rate, uint32_t seed_low, uint32_t seed_high, uint32_t stream, uint32_t counter) {
  const double threshold = rate * 4294967296.0;
  const float kept = float(1 / (1 - rate));
  parallel_stretches(size, 16384, [&](int from, int to) {
    for (int i = from; i < to; i += 4) {
      uint32_t word[4] = {uint32_t(i / 4), counter, stream, 0};
      philox(word, seed_low, seed_high);
      for (int k = 0; k < 4 && i + k < to; k++) y[i + k] = double(word[k]) >= threshold ? kept : 0.f;
    }
  });
}

// Random masks.
#include "parallel.h"
#include "philox.h"

extern "C" void EXPORT(dropoutMask)(float* y, int32_t size, double rate, uint32_t seed_low, uint32_t seed_high,
                                    uint32_t stream, uint32_t counter) {
  const double threshold = rate * 4294967296.0;
  const uint32_t first_kept =
      threshold > 4294967294.0 ? 4294967295u : uint32_t(threshold) + (threshold > double(uint32_t(threshold)));
  const floats scale = all(float(1 / (1 - rate)));
  words lanes;
  for (int l = 0; l < width; l++) lanes[l] = uint32_t(l);
  parallel_ranges(size, 16384, [&](int from, int to) {
    for (int i = from; i < to; i += 4 * width) {
      words word[4] = {lanes + uint32_t(i / 4), counter - words{}, stream - words{}, words{}};
      philox(word, seed_low, seed_high);
      float drawn[4 * width], factors[4 * width]; // [words, blocks], and as they lie in y
      for (int k = 0; k < 4; k++) store(drawn + k * width, choose(ints(word[k] >= first_kept), scale, floats{}));
      float* out = to - i >= 4 * width ? y + i : factors;
      for (int l = 0; l < width; l += 4) transpose_four(drawn + l, width, 1.f, out + 4 * l, 4);
      for (int k = 0; out == factors && k < to - i; k++) y[i + k] = factors[k];
    }
  });
}

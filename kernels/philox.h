// Philox 4x32-10 (Salmon et al. 2011): random words as a function of key and counter, a vector of counters at a time.
// The same function as src/tensor/random.ts.
#pragma once
#include "vector.h"

typedef uint32_t words __attribute__((vector_size(LOOKBACK_WIDTH * 4), may_alias));
typedef uint64_t wide __attribute__((vector_size(LOOKBACK_WIDTH * 4), may_alias));

/// The lower half of each 64-bit element times a number of 32 bits. GCC by itself would multiply all 64 bits, which is
/// slower.
INLINE wide product_of_low(wide x, uint32_t factor) {
#if defined(__SSE2__) && !defined(__clang__)
  typedef int32_t halves __attribute__((vector_size(LOOKBACK_WIDTH * 4)));
  typedef long long products __attribute__((vector_size(LOOKBACK_WIDTH * 4)));
  const halves a = halves(x), b = int32_t(factor) - halves{};
#if LOOKBACK_WIDTH == 16
  return wide(__builtin_ia32_pmuludq512_mask(a, b, products{}, uint8_t(-1)));
#elif LOOKBACK_WIDTH == 8
  return wide(products(__builtin_ia32_pmuludq256(a, b)));
#else
  return wide(products(__builtin_ia32_pmuludq128(a, b)));
#endif
#else
  return (x & 0xffffffffu) * uint64_t(factor);
#endif
}

/// High and low words of x · factor.
INLINE void multiply_words(words x, uint32_t factor, words& high, words& low) {
  const wide even = product_of_low(wide(x), factor), odd = product_of_low(wide(x) >> 32, factor);
  high = words((even >> 32) | (odd & 0xffffffff00000000u));
  low = words((even & 0xffffffffu) | (odd << 32));
}

/// Four words of counter each in, four random words out.
INLINE void philox(words word[4], uint32_t key_low, uint32_t key_high) {
  for (int round = 0; round < 10; round++) {
    words high_p, low_p, high_q, low_q;
    multiply_words(word[0], 0xd2511f53u, high_p, low_p);
    multiply_words(word[2], 0xcd9e8d57u, high_q, low_q);
    word[0] = high_q ^ word[1] ^ key_low;
    word[1] = low_q;
    word[2] = high_p ^ word[3] ^ key_high;
    word[3] = low_p;
    key_low += 0x9e3779b9u;
    key_high += 0xbb67ae85u;
  }
}

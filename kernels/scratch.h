// How kernels divide the scratch memory that they are given.
#pragma once
#include "vector.h"

/// Sequential division of scratch memory into aligned pieces; with a null base it only measures.
struct Carve {
  float* base;
  ptrdiff_t used = 0;
  float* take(ptrdiff_t count) {
    float* piece = base ? base + used : nullptr;
    used += (count + 15) / 16 * 16;
    return piece;
  }
};

// How kernels measure and divide their scratch memory.
#pragma once
#include "vector.h"

/// How many floats something takes. A double, because products of sizes overflow integers; exact to 2⁵³.
typedef double extent;

/// An extent as <kernel>_scratch returns it: what is too large for any machine stays too large.
INLINE int64_t floats_of(extent count) { return count < 9e15 ? int64_t(count) : int64_t(9e15); }
/// The piece of a worker, where each has `size` floats.
INLINE float* piece_of(float* first, int worker, extent size) { return first + ptrdiff_t(worker * size); }
INLINE extent whole_lines(extent count) { return count < 9e15 ? extent((int64_t(count) + 15) / 16 * 16) : count; }

/// Sequential division of scratch memory into aligned pieces; with a null base it only measures.
struct Carve {
  float* base;
  extent used = 0;
  float* take(extent count) {
    float* piece = base ? base + ptrdiff_t(used) : nullptr;
    used += whole_lines(count);
    return piece;
  }
};

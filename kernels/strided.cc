// Copies that read x with a stride of its own for every axis of y: axes exchanged, steps repeated, parts cut out. And
// their backward pass.
#include "parallel.h"
#include "vector.h"

/// Runs f(row, start) for rows from … to − 1 of y (all axes but the last); start is the index of its first element in
/// x.
template <class F>
static void each_strided_row(const int32_t* lengths, const int32_t* strides, int axes, int offset, int from, int to,
                             F f) {
  int32_t at[16];
  ptrdiff_t start = offset;
  for (int axis = axes - 2, rest = from; axis >= 0; axis--) {
    at[axis] = rest % lengths[axis];
    rest /= lengths[axis];
    start += ptrdiff_t(at[axis]) * strides[axis];
  }
  for (int row = from; row < to; row++) {
    f(row, start);
    for (int axis = axes - 2; axis >= 0; axis--) {
      start += strides[axis];
      if (++at[axis] < lengths[axis]) break;
      start -= ptrdiff_t(lengths[axis]) * strides[axis];
      at[axis] = 0;
    }
  }
}

static int strided_rows(const int32_t* lengths, int axes) {
  int rows = 1;
  for (int axis = 0; axis < axes - 1; axis++) rows *= lengths[axis];
  return rows;
}

extern "C" void EXPORT(stridedCopy)(const float* x, float* y, const int32_t* lengths, const int32_t* strides,
                                    int32_t axes, int32_t offset) {
  const int columns = lengths[axes - 1], step = strides[axes - 1];
  parallel_ranges(strided_rows(lengths, axes), divide_up(16384, columns), [&](int from, int to) {
    each_strided_row(lengths, strides, axes, offset, from, to, [&](int row, ptrdiff_t start) {
      float* out = y + ptrdiff_t(row) * columns;
      if (step == 1) __builtin_memcpy(out, x + start, size_t(columns) * sizeof(float));
      else
        for (int i = 0; i < columns; i++) out[i] = x[start + ptrdiff_t(i) * step];
    });
  });
}

extern "C" void EXPORT(stridedAdd)(const float* dy, float* dx, const int32_t* lengths, const int32_t* strides,
                                   int32_t axes, int32_t offset, int32_t size) {
  const int columns = lengths[axes - 1], step = strides[axes - 1];
  __builtin_memset(dx, 0, size_t(size) * sizeof(float));
  each_strided_row(lengths, strides, axes, offset, 0, strided_rows(lengths, axes), [&](int row, ptrdiff_t start) {
    const float* in = dy + ptrdiff_t(row) * columns;
    if (step == 1)
      each_vector(columns, [&](int i, int n) {
        store_up_to(dx + start + i, load_up_to(dx + start + i, n) + load_up_to(in + i, n), n);
      });
    else
      for (int i = 0; i < columns; i++) dx[start + ptrdiff_t(i) * step] += in[i];
  });
}

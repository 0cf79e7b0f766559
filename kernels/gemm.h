// Products of small and large matrices: one micro kernel that keeps a block of the result in registers.
#pragma once
#include "parallel.h"
#include "vector.h"

// Block of the result held in registers: block_rows × block_vectors vectors, plus one row of B and one broadcast value.
#if defined(__AVX512F__) || defined(__ARM_NEON)
constexpr int block_rows = 8, block_vectors = 3; // 32 registers
#elif defined(__wasm__)
constexpr int block_rows = 4, block_vectors = 2; // engines keep a few of 16 registers for themselves
#else
constexpr int block_rows = 4, block_vectors = 3; // 16 registers
#endif

/// A matrix read as a[row · row_stride + column · column_stride]: rows or columns may be the contiguous ones.
struct Matrix {
  const float* data;
  ptrdiff_t row_stride;
  ptrdiff_t column_stride;
  Matrix at(int row, int column) const {
    return {data + row * row_stride + column * column_stride, row_stride, column_stride};
  }
};

template <int Rows, int Vectors>
NOINLINE void micro(Matrix a, const float* b, ptrdiff_t b_stride, float* c, ptrdiff_t c_stride, int inner,
                    bool accumulate) {
  floats sum[Rows][Vectors];
#pragma GCC unroll 8
  for (int i = 0; i < Rows; i++)
#pragma GCC unroll 8
    for (int j = 0; j < Vectors; j++) sum[i][j] = accumulate ? load(c + i * c_stride + j * width) : floats{};
  const float* column = a.data;
  const ptrdiff_t row_stride = a.row_stride, column_stride = a.column_stride;
  for (int k = 0; k < inner; k++) {
    floats row[Vectors];
#pragma GCC unroll 8
    for (int j = 0; j < Vectors; j++) row[j] = load(b + j * width);
#pragma GCC unroll 8
    for (int i = 0; i < Rows; i++) {
      const floats x = all(column[i * row_stride]);
#pragma GCC unroll 8
      for (int j = 0; j < Vectors; j++) sum[i][j] += x * row[j];
    }
    b += b_stride;
    column += column_stride;
  }
#pragma GCC unroll 8
  for (int i = 0; i < Rows; i++)
#pragma GCC unroll 8
    for (int j = 0; j < Vectors; j++) store(c + i * c_stride + j * width, sum[i][j]);
}

template <int Vectors>
static void block_column(Matrix a, const float* b, ptrdiff_t b_stride, float* c, ptrdiff_t c_stride, int rows,
                         int inner, bool accumulate) {
  int i = 0;
  if constexpr (block_rows == 8)
    for (; i + 8 <= rows; i += 8)
      micro<8, Vectors>(a.at(i, 0), b, b_stride, c + i * c_stride, c_stride, inner, accumulate);
  for (; i + 4 <= rows; i += 4)
    micro<4, Vectors>(a.at(i, 0), b, b_stride, c + i * c_stride, c_stride, inner, accumulate);
  for (; i + 2 <= rows; i += 2)
    micro<2, Vectors>(a.at(i, 0), b, b_stride, c + i * c_stride, c_stride, inner, accumulate);
  for (; i < rows; i++) micro<1, Vectors>(a.at(i, 0), b, b_stride, c + i * c_stride, c_stride, inner, accumulate);
}

/// How many of `size` rows or columns a piece may have so that it and its `other` extent have at most `limit` elements;
/// at least `step`, if there are as many.
INLINE int piece_within(int size, int limit, int other, int step) {
  if (other < 1 || size <= limit / other) return size;
  const int longest = limit / other / step * step;
  return smaller(size, longest < step ? step : longest);
}

/// How many of the remaining vectors the next panel takes: panels are even, so that none is a lonely single vector.
INLINE int panel_vectors(int remaining) {
  if (remaining <= block_vectors) return remaining;
  return remaining == block_vectors + 1 ? divide_up(remaining, 2) : block_vectors;
}

/**
 * c [rows, vectors · width] (+)= a [rows, inner] · b [inner, vectors · width], where b is packed by pack_panels, or,
 * with b_stride > 0, has rows of that stride. c is written in whole vectors.
 */
static void multiply_panels(Matrix a, const float* b, ptrdiff_t b_stride, float* c, ptrdiff_t c_stride, int rows,
                            int vectors, int inner, bool accumulate) {
  for (int v = 0; v < vectors;) {
    const int n = panel_vectors(vectors - v);
    const float* panel = b_stride > 0 ? b + v * width : b + ptrdiff_t(v) * width * inner;
    const ptrdiff_t stride = b_stride > 0 ? b_stride : n * width;
    float* to = c + v * width;
    if (n == 1) block_column<1>(a, panel, stride, to, c_stride, rows, inner, accumulate);
    else if (n == 2) block_column<2>(a, panel, stride, to, c_stride, rows, inner, accumulate);
    else block_column<block_vectors>(a, panel, stride, to, c_stride, rows, inner, accumulate);
    v += n;
  }
}

/// Lays a matrix of [inner, vectors · width] out as the panels that multiply_panels reads: value(k, column) gives each
/// element.
template <class Value>
static void pack_panels(float* packed, int inner, int vectors, Value value) {
  for (int v = 0; v < vectors;) {
    const int columns = panel_vectors(vectors - v) * width;
    float* to = packed + ptrdiff_t(v) * width * inner;
    for (int k = 0; k < inner; k++)
      for (int j = 0; j < columns; j++) *to++ = value(k, v * width + j);
    v += columns / width;
  }
}

/// factor · xᵀ as the panels of a right-hand side [columns, block]; x [rows, columns], zeros for rows up to block.
static void pack_transposed(const float* x, ptrdiff_t stride, int rows, int columns, int block, float factor,
                            float* packed) {
  for (int v = 0; v < block / width;) {
    const int n = panel_vectors(block / width - v), panel = n * width;
    float* to = packed + ptrdiff_t(v) * width * columns;
    for (int j = 0; j < panel; j += 4) {
      const int row = v * width + j;
      const float* from = x + row * stride;
      int k = 0;
      if (row + 4 <= rows)
        for (; k + 4 <= columns; k += 4) transpose_four(from + k, stride, factor, to + ptrdiff_t(k) * panel + j, panel);
      for (; k < columns; k++)
        for (int i = 0; i < 4; i++)
          to[ptrdiff_t(k) * panel + j + i] = row + i < rows ? from[i * stride + k] * factor : 0.f;
    }
    v += n;
  }
}

/// factor · x as the panels of a right-hand side [rows, columns], columns padded with zeros to whole vectors.
static void pack_rows(const float* x, ptrdiff_t stride, int rows, int columns, float factor, float* packed) {
  const int vectors = divide_up(columns, width);
  for (int v = 0; v < vectors;) {
    const int n = panel_vectors(vectors - v);
    float* to = packed + ptrdiff_t(v) * width * rows;
    for (int k = 0; k < rows; k++)
      for (int j = v; j < v + n; j++, to += width)
        store(to, load_up_to(x + k * stride + j * width, smaller(width, columns - j * width)) * factor);
    v += n;
  }
}

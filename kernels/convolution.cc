// One-dimensional convolution, tap by tap: each tap is a product of (strided) rows of x with its matrix of the kernel,
// so that padding, stride and dilation only change which rows take part.
#include "gemm.h"
#include "scratch.h"

struct Taps {
  int time, channels, output_time, filters, taps, stride, dilation, padding;
  /// The outputs [from, to) whose step for tap k lies inside x, and the step of the first.
  void range(int k, int* from, int* to, int* step) const {
    const int shift = k * dilation - padding; // step of output 0
    int first = shift >= 0 ? 0 : divide_up(-shift, stride);
    int last = time - 1 - shift < 0 ? 0 : (time - 1 - shift) / stride + 1;
    *from = smaller(first, output_time);
    *to = smaller(last, output_time);
    if (*to < *from) *to = *from;
    *step = *from * stride + shift;
  }
};

/// Outputs of one example that are added up at a time.
constexpr int convolution_steps = 1024;

extern "C" int64_t EXPORT(convolution_scratch)(int32_t, int32_t, int32_t channels, int32_t output_time, int32_t filters,
                                               int32_t taps, int32_t, int32_t, int32_t) {
  const int padded = round_up(filters, width);
  return floats_of((extent(taps) * channels + extent(lookback_workers()) * smaller(output_time, convolution_steps)) *
                   padded);
}

extern "C" void EXPORT(convolution)(const float* x, const float* kernel, const float* bias, float* y, int32_t batch,
                                    int32_t time, int32_t channels, int32_t output_time, int32_t filters, int32_t taps,
                                    int32_t stride, int32_t dilation, int32_t padding, float* scratch) {
  const Taps shape = {time, channels, output_time, filters, taps, stride, dilation, padding};
  const int vectors = divide_up(filters, width), padded = vectors * width;
  for (int k = 0; k < taps; k++)
    pack_panels(scratch + ptrdiff_t(k) * channels * padded, channels, vectors,
                [&](int c, int f) { return f < filters ? kernel[(ptrdiff_t(k) * channels + c) * filters + f] : 0.f; });
  float* sums = scratch + ptrdiff_t(taps) * channels * padded;
  parallel(batch, [&](int b, int worker) {
    const float* in = x + ptrdiff_t(b) * time * channels;
    float* out = piece_of(sums, worker, extent(smaller(output_time, convolution_steps)) * padded);
    for (int first = 0, steps; first < output_time; first += steps) {
      steps = smaller(convolution_steps, output_time - first);
      for (int t = 0; t < steps; t++)
        each_vector(padded, [&](int j, int) {
          const int n = filters - j >= width ? width : filters - j;
          store(out + ptrdiff_t(t) * padded + j, bias ? load_up_to(bias + j, n) : floats{});
        });
      for (int k = 0; k < taps; k++) {
        int from, to, step;
        shape.range(k, &from, &to, &step);
        const int skipped = from < first ? smaller(first, to) - from : 0, begin = from + skipped,
                  end = smaller(to, first + steps);
        if (begin >= end) continue;
        const Matrix rows = {in + (step + ptrdiff_t(skipped) * stride) * channels, ptrdiff_t(stride) * channels, 1};
        multiply_panels(rows, scratch + ptrdiff_t(k) * channels * padded, 0, out + ptrdiff_t(begin - first) * padded,
                        padded, end - begin, vectors, channels, true);
      }
      for (int t = 0; t < steps; t++)
        __builtin_memcpy(y + (ptrdiff_t(b) * output_time + first + t) * filters, out + ptrdiff_t(t) * padded,
                         size_t(filters) * sizeof(float));
    }
  });
}

/// Examples whose kernel gradients are added up by one tile.
constexpr int convolution_tile = 8;

extern "C" int64_t EXPORT(convolutionGradient_scratch)(int32_t batch, int32_t time, int32_t channels,
                                                       int32_t output_time, int32_t filters, int32_t taps, int32_t,
                                                       int32_t, int32_t) {
  const int padded_filters = round_up(filters, width), padded_channels = round_up(channels, width);
  const int tiles = divide_up(batch, convolution_tile);
  return floats_of(extent(taps) * filters * padded_channels + tiles * (extent(taps) * channels + 1) * padded_filters +
                   workers_of(tiles) * (extent(output_time) * padded_filters + extent(time) * padded_channels));
}

extern "C" void EXPORT(convolutionGradient)(const float* x, const float* kernel, const float* dy, float* dx,
                                            float* d_kernel, float* d_bias, int32_t batch, int32_t time,
                                            int32_t channels, int32_t output_time, int32_t filters, int32_t taps,
                                            int32_t stride, int32_t dilation, int32_t padding, float* scratch) {
  const Taps shape = {time, channels, output_time, filters, taps, stride, dilation, padding};
  const int filter_vectors = divide_up(filters, width), padded_filters = filter_vectors * width;
  const int channel_vectors = divide_up(channels, width), padded_channels = channel_vectors * width;
  const int tiles = divide_up(batch, convolution_tile);
  const ptrdiff_t partial = ptrdiff_t(taps * channels + 1) * padded_filters;
  float* transposed = scratch;
  float* partials = transposed + ptrdiff_t(taps) * filters * padded_channels;
  float* work = partials + tiles * partial;
  const ptrdiff_t work_size = ptrdiff_t(output_time) * padded_filters + ptrdiff_t(time) * padded_channels;
  if (dx)
    for (int k = 0; k < taps; k++)
      pack_panels(transposed + ptrdiff_t(k) * filters * padded_channels, filters, channel_vectors, [&](int f, int c) {
        return c < channels ? kernel[(ptrdiff_t(k) * channels + c) * filters + f] : 0.f;
      });
  parallel(tiles, [&](int tile, int worker) {
    float* sums = partials + tile * partial;
    float* gradients = work + worker * work_size; // dy of one example, padded
    float* back = gradients + ptrdiff_t(output_time) * padded_filters;
    for (ptrdiff_t i = 0; i < partial; i++) sums[i] = 0.f;
    for (int b = tile * convolution_tile; b < smaller(batch, (tile + 1) * convolution_tile); b++) {
      const float* in = x + ptrdiff_t(b) * time * channels;
      float* bias_sums = sums + ptrdiff_t(taps) * channels * padded_filters;
      for (int t = 0; t < output_time; t++) {
        const float* g = dy + (ptrdiff_t(b) * output_time + t) * filters;
        for (int j = 0; j < padded_filters; j += width) {
          const floats v = load_up_to(g + j, filters - j >= width ? width : filters - j);
          store(gradients + ptrdiff_t(t) * padded_filters + j, v);
          store(bias_sums + j, load(bias_sums + j) + v);
        }
      }
      if (dx)
        for (ptrdiff_t i = 0; i < ptrdiff_t(time) * padded_channels; i++) back[i] = 0.f;
      for (int k = 0; k < taps; k++) {
        int from, to, step;
        shape.range(k, &from, &to, &step);
        const float* g = gradients + ptrdiff_t(from) * padded_filters;
        const Matrix columns = {in + ptrdiff_t(step) * channels, 1, ptrdiff_t(stride) * channels};
        multiply_panels(columns, g, padded_filters, sums + ptrdiff_t(k) * channels * padded_filters, padded_filters,
                        channels, filter_vectors, to - from, true);
        if (dx)
          multiply_panels({g, padded_filters, 1}, transposed + ptrdiff_t(k) * filters * padded_channels, 0,
                          back + ptrdiff_t(step) * padded_channels, ptrdiff_t(stride) * padded_channels, to - from,
                          channel_vectors, filters, true);
      }
      if (dx)
        for (int t = 0; t < time; t++)
          __builtin_memcpy(dx + (ptrdiff_t(b) * time + t) * channels, back + ptrdiff_t(t) * padded_channels,
                           size_t(channels) * sizeof(float));
    }
  });
  for (int row = 0; row < taps * channels + 1; row++) {
    float* to = row < taps * channels ? d_kernel + ptrdiff_t(row) * filters : d_bias;
    if (!to) continue;
    for (int f = 0; f < filters; f++) {
      float sum = 0;
      for (int tile = 0; tile < tiles; tile++) sum += partials[tile * partial + ptrdiff_t(row) * padded_filters + f];
      to[f] = sum;
    }
  }
}

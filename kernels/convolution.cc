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

/// How the gradient divides its scratch memory: the kernel transposed, the sums of as many tiles as fit into 16 MiB (at
/// least one for each worker), and for each worker dy and dx of convolution_steps outputs, padded to whole vectors.
struct ConvolutionBack {
  int padded_filters, padded_channels, tiles, tiles_at_once, steps;
  /// The inputs that convolution_steps outputs reach.
  int span;
  extent partial, work_size, used;
  float *transposed, *partials, *work;
};

static ConvolutionBack plan_convolution_back(int batch, const Taps& shape, float* base) {
  ConvolutionBack p;
  p.padded_filters = round_up(shape.filters, width);
  p.padded_channels = round_up(shape.channels, width);
  p.tiles = divide_up(batch, convolution_tile);
  p.steps = smaller(shape.output_time, convolution_steps);
  const extent reach = extent(p.steps - 1) * shape.stride + extent(shape.taps - 1) * shape.dilation + 1;
  p.span = reach < shape.time ? int(reach) : shape.time;
  p.partial = (extent(shape.taps) * shape.channels + 1) * p.padded_filters;
  const extent fitting = extent(4 << 20) / p.partial;
  const int workers = workers_of(p.tiles);
  p.tiles_at_once = fitting >= p.tiles ? p.tiles : fitting > workers ? int(fitting) : workers;
  p.work_size = extent(p.steps) * p.padded_filters + extent(p.span) * p.padded_channels;
  Carve carve{base};
  p.transposed = carve.take(extent(shape.taps) * shape.filters * p.padded_channels);
  p.partials = carve.take(p.partial * p.tiles_at_once);
  p.work = carve.take(p.work_size * workers);
  p.used = carve.used;
  return p;
}

extern "C" int64_t EXPORT(convolutionGradient_scratch)(int32_t batch, int32_t time, int32_t channels,
                                                       int32_t output_time, int32_t filters, int32_t taps,
                                                       int32_t stride, int32_t dilation, int32_t padding) {
  const Taps shape = {time, channels, output_time, filters, taps, stride, dilation, padding};
  return floats_of(plan_convolution_back(batch, shape, nullptr).used);
}

/// Adds the gradients of outputs [first, first + steps) of one example to dx and to the sums of its tile.
static void convolution_back(const Taps& shape, const ConvolutionBack& p, const float* x, const float* dy, float* dx,
                             int first, int steps, float* sums, float* work) {
  const int filters = shape.filters, channels = shape.channels, padded_filters = p.padded_filters;
  float* gradients = work; // dy, padded
  float* back = gradients + ptrdiff_t(p.steps) * padded_filters;
  float* bias_sums = sums + ptrdiff_t(shape.taps) * channels * padded_filters;
  for (int t = 0; t < steps; t++)
    for (int j = 0; j < padded_filters; j += width) {
      const floats v = load_up_to(dy + ptrdiff_t(first + t) * filters + j, filters - j >= width ? width : filters - j);
      store(gradients + ptrdiff_t(t) * padded_filters + j, v);
      store(bias_sums + j, load(bias_sums + j) + v);
    }
  // The inputs that these outputs read: [low, high).
  const ptrdiff_t lowest = ptrdiff_t(first) * shape.stride - shape.padding;
  const int low = lowest > 0 ? lowest < shape.time ? int(lowest) : shape.time : 0;
  const int high = low + p.span < shape.time ? low + p.span : shape.time;
  if (dx) __builtin_memset(back, 0, size_t(high - low) * p.padded_channels * sizeof(float));
  for (int k = 0; k < shape.taps; k++) {
    int from, to, step;
    shape.range(k, &from, &to, &step);
    const int begin = from < first ? first : from, end = smaller(to, first + steps);
    if (begin >= end) continue;
    const ptrdiff_t input = step + ptrdiff_t(begin - from) * shape.stride;
    const float* g = gradients + ptrdiff_t(begin - first) * padded_filters;
    multiply_panels({x + input * channels, 1, ptrdiff_t(shape.stride) * channels}, g, padded_filters,
                    sums + ptrdiff_t(k) * channels * padded_filters, padded_filters, channels, padded_filters / width,
                    end - begin, true);
    if (dx)
      multiply_panels({g, padded_filters, 1}, p.transposed + ptrdiff_t(k) * filters * p.padded_channels, 0,
                      back + (input - low) * p.padded_channels, ptrdiff_t(shape.stride) * p.padded_channels,
                      end - begin, p.padded_channels / width, filters, true);
  }
  for (int t = low; t < high && dx; t++) {
    float* to = dx + ptrdiff_t(t) * channels;
    const float* from = back + ptrdiff_t(t - low) * p.padded_channels;
    for (int c = 0; c < channels; c++) to[c] += from[c];
  }
}

extern "C" void EXPORT(convolutionGradient)(const float* x, const float* kernel, const float* dy, float* dx,
                                            float* d_kernel, float* d_bias, int32_t batch, int32_t time,
                                            int32_t channels, int32_t output_time, int32_t filters, int32_t taps,
                                            int32_t stride, int32_t dilation, int32_t padding, float* scratch) {
  const Taps shape = {time, channels, output_time, filters, taps, stride, dilation, padding};
  const ConvolutionBack p = plan_convolution_back(batch, shape, scratch);
  if (dx)
    for (int k = 0; k < taps; k++)
      pack_panels(
          p.transposed + ptrdiff_t(k) * filters * p.padded_channels, filters, p.padded_channels / width,
          [&](int f, int c) { return c < channels ? kernel[(ptrdiff_t(k) * channels + c) * filters + f] : 0.f; });
  const ptrdiff_t rows = ptrdiff_t(taps) * channels + 1;
  int first_tile = 0;
  do {
    const int count = smaller(p.tiles_at_once, p.tiles - first_tile);
    parallel(count, [&](int i, int worker) {
      float* sums = piece_of(p.partials, i, p.partial);
      __builtin_memset(sums, 0, size_t(p.partial) * sizeof(float));
      const int tile = first_tile + i, end = smaller(batch, (tile + 1) * convolution_tile);
      for (int b = tile * convolution_tile; b < end; b++) {
        float* back = dx ? dx + ptrdiff_t(b) * time * channels : nullptr;
        if (back) __builtin_memset(back, 0, size_t(time) * channels * sizeof(float));
        for (int first = 0; first < output_time; first += p.steps)
          convolution_back(shape, p, x + ptrdiff_t(b) * time * channels, dy + ptrdiff_t(b) * output_time * filters,
                           back, first, smaller(p.steps, output_time - first), sums,
                           piece_of(p.work, worker, p.work_size));
      }
    });
    // Groups follow each other in the order of their tiles, so their size changes no bit.
    for (ptrdiff_t row = 0; row < rows; row++) {
      float* to = row < rows - 1 ? d_kernel + row * filters : d_bias;
      if (!to) continue;
      for (int f = 0; f < filters; f++) {
        float sum = first_tile > 0 ? to[f] : 0.f;
        for (int i = 0; i < count; i++) sum += piece_of(p.partials, i, p.partial)[row * p.padded_filters + f];
        to[f] = sum;
      }
    }
    first_tile += count;
  } while (first_tile < p.tiles);
}

// A linear recurrence over time, element by element, and its backward pass: what minGRU and minLSTM need in place of a
// product in every step. Examples and blocks of channels run in parallel.
#include "parallel.h"
#include "vector.h"

/// Channels of a tile.
constexpr int scan_channels = 128;

/// Runs f(example, from, count) for every tile: the channels from … from + count − 1 of an example.
template <class F>
static void each_scan_tile(int batch, int channels, F f) {
  const int blocks = divide_up(channels, scan_channels);
  if (batch == 0 || blocks == 0) return;
  parallel(batch * blocks, [&](int tile, int) {
    const int from = tile % blocks * scan_channels;
    f(tile / blocks, from, smaller(scan_channels, channels - from));
  });
}

extern "C" void EXPORT(linearScan)(const float* decay, const float* x, const float* initial, float* y, int32_t batch,
                                   int32_t time, int32_t channels) {
  each_scan_tile(batch, channels, [&](int b, int from, int count) {
    const ptrdiff_t start = ptrdiff_t(b) * time * channels + from;
    each_vector(count, [&](int c, int n) {
      floats state = initial ? load_up_to(initial + ptrdiff_t(b) * channels + from + c, n) : floats{};
      for (int t = 0; t < time; t++) {
        const ptrdiff_t i = start + ptrdiff_t(t) * channels + c;
        state = load_up_to(decay + i, n) * state + load_up_to(x + i, n);
        store_up_to(y + i, state, n);
      }
    });
  });
}

extern "C" void EXPORT(linearScanGradient)(const float* decay, const float* initial, const float* y, const float* dy,
                                           float* d_decay, float* dx, float* d_initial, int32_t batch, int32_t time,
                                           int32_t channels) {
  each_scan_tile(batch, channels, [&](int b, int from, int count) {
    const ptrdiff_t start = ptrdiff_t(b) * time * channels + from;
    each_vector(count, [&](int c, int n) {
      const ptrdiff_t row = ptrdiff_t(b) * channels + from + c;
      floats of_next = {};
      for (int t = time - 1; t >= 0; t--) {
        const ptrdiff_t i = start + ptrdiff_t(t) * channels + c;
        const floats gradient = load_up_to(dy + i, n) + of_next;
        floats before = {};
        if (t > 0) before = load_up_to(y + i - channels, n);
        else if (initial) before = load_up_to(initial + row, n);
        store_up_to(dx + i, gradient, n);
        store_up_to(d_decay + i, gradient * before, n);
        of_next = load_up_to(decay + i, n) * gradient;
      }
      if (d_initial) store_up_to(d_initial + row, of_next, n);
    });
  });
}

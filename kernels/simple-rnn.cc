// The simple recurrent network over a whole sequence, forward and back: h ← f(x·W + h·U + b).
#include "uniform-gates.h"

struct SimpleRnnForward {
  float *weights, *bias, *work;
  extent work_size;
};

struct SimpleRnnForwardWork {
  float *operands, *masks, *sums, *rolling;
  extent used;
};

static SimpleRnnForwardWork carve_simple_rnn_work(const Recurrence& r, float* base) {
  Carve carve{base};
  SimpleRnnForwardWork w;
  w.operands = carve.take(extent(tile_rows) * r.operand_stride());
  w.masks = carve.take(tile_masks_size(r));
  w.sums = carve.take(extent(tile_rows) * r.padded());
  w.rolling = carve.take(extent(2) * tile_rows * r.saved_stride());
  w.used = carve.used;
  return w;
}

static extent simple_rnn_forward_scratch(const Recurrence& r, float* base, SimpleRnnForward* plan) {
  Carve carve{base};
  plan->weights = carve.take(extent(r.inner()) * r.padded());
  plan->bias = carve.take(r.padded());
  plan->work_size = carve_simple_rnn_work(r, nullptr).used;
  plan->work = carve.take(plan->work_size * lookback_workers());
  return carve.used;
}

/// next = f(sums + bias) for the rows of a tile, h where a step is masked. Usual: f is tanh.
template <bool Usual>
static void simple_rnn_step(const Recurrence& r, int row, int rows, int s, int32_t activation, const float* sums,
                            const float* bias, const float* h, float* next) {
  const int padded = r.padded(), saved_stride = r.saved_stride();
  for (int i = 0; i < rows; i++, sums += padded, h += saved_stride, next += saved_stride) {
    if (r.step_mask && !r.unmasked(row + i, s)) {
      copy_row(next, h, saved_stride);
      continue;
    }
    for (int j = 0; j < padded; j += width) {
      const floats a = load(sums + j) + load(bias + j);
      store(next + j, Usual ? hyperbolic_tangent(a) : activate_vector(activation, a));
    }
  }
}

extern "C" int64_t EXPORT(simpleRnn_scratch)(int32_t batch, int32_t time, int32_t features, int32_t units, int32_t,
                                             int32_t, int32_t, int32_t, int32_t) {
  SimpleRnnForward plan;
  return floats_of(simple_rnn_forward_scratch(
      {batch, time, features, units, 1, false, false, false, 1, nullptr, nullptr, nullptr}, nullptr, &plan));
}

extern "C" void EXPORT(simpleRnn)(const float* x, const float* kernel, const float* recurrent, const float* bias,
                                  const float* initial, const int32_t* step_mask, const float* input_mask,
                                  const float* recurrent_mask, float* sequences, float* state, float* saved,
                                  int32_t batch, int32_t time, int32_t features, int32_t units,
                                  int32_t input_mask_gates, int32_t reverse, int32_t restore_order, int32_t zero_output,
                                  int32_t activation, float* scratch) {
  const Recurrence r = {
      batch, time,      features,   units,         input_mask_gates, reverse != 0, restore_order != 0, zero_output != 0,
      1,     step_mask, input_mask, recurrent_mask};
  SimpleRnnForward plan;
  simple_rnn_forward_scratch(r, scratch, &plan);
  const int padded = r.padded(), saved_stride = r.saved_stride(), stride = r.operand_stride();
  pack_gate(r, kernel, recurrent, 0, plan.weights);
  for (int j = 0; j < padded; j++) plan.bias[j] = bias && j < units ? bias[j] : 0.f;
  parallel(r.tiles(), [&](int tile, int worker) {
    const SimpleRnnForwardWork w = carve_simple_rnn_work(r, piece_of(plan.work, worker, plan.work_size));
    const int row = tile * tile_rows, rows = r.rows_of(tile);
    int first[tile_rows];
    for (int i = 0; i < rows; i++) first[i] = step_mask ? r.first_unmasked(row + i) : 0;
    const auto state_at = [&](int s) {
      return saved ? saved + (s * ptrdiff_t(batch) + row) * saved_stride
                   : w.rolling + (s & 1) * tile_rows * saved_stride;
    };
    lay_out_masks(r, row, rows, w.masks);
    begin_states(r, row, rows, initial, state_at(0));
    for (int s = 0; s < time; s++) {
      const float* h = state_at(s);
      float* next = state_at(s + 1);
      gather_operands(r, x, row, rows, s, h, r.masked() ? w.masks : nullptr, w.operands);
      multiply_panels({w.operands, stride, 1}, plan.weights, 0, w.sums, padded, rows, r.vectors(), r.inner(), false);
      const auto step = activation == tanh_activation ? simple_rnn_step<true> : simple_rnn_step<false>;
      step(r, row, rows, s, activation, w.sums, plan.bias, h, next);
      if (sequences) emit(r, row, rows, s, next, first, sequences);
    }
    for (int i = 0; i < rows; i++)
      copy_row(state + ptrdiff_t(row + i) * units, state_at(time) + ptrdiff_t(i) * saved_stride, units);
  });
}

extern "C" int64_t EXPORT(simpleRnnGradient_scratch)(int32_t batch, int32_t time, int32_t features, int32_t units,
                                                     int32_t, int32_t, int32_t, int32_t, int32_t) {
  UniformBack plan;
  return floats_of(uniform_back_scratch(
      {batch, time, features, units, 1, false, false, false, 1, nullptr, nullptr, nullptr}, nullptr, &plan));
}

extern "C" void EXPORT(simpleRnnGradient)(const float* x, const float* kernel, const float* recurrent,
                                          const float* initial, const int32_t* step_mask, const float* input_mask,
                                          const float* recurrent_mask, const float* saved, const float* d_sequences,
                                          const float* d_state, float* dx, float* d_kernel, float* d_recurrent,
                                          float* d_bias, float* d_initial, int32_t batch, int32_t time,
                                          int32_t features, int32_t units, int32_t input_mask_gates, int32_t reverse,
                                          int32_t restore_order, int32_t zero_output, int32_t activation,
                                          float* scratch) {
  (void)initial; // block 0 of what was saved
  const Recurrence r = {
      batch, time,      features,   units,         input_mask_gates, reverse != 0, restore_order != 0, zero_output != 0,
      1,     step_mask, input_mask, recurrent_mask};
  const int padded = r.padded(), saved_stride = r.saved_stride();
  uniform_back(
      r, x, kernel, recurrent, saved,
      {d_sequences, d_state, nullptr, dx, d_kernel, d_recurrent, d_bias, d_initial, nullptr}, scratch,
      [&](int row, int rows, int s, float* dh, float*, float* gradients) {
        const float* next = saved + ((s + 1) * ptrdiff_t(batch) + row) * saved_stride;
        for (int i = 0; i < rows; i++) {
          if (step_mask && !r.unmasked(row + i, s)) {
            zero_row(gradients + ptrdiff_t(i) * padded, padded);
            continue;
          }
          for (int j = 0; j < padded; j += width) {
            const ptrdiff_t at = ptrdiff_t(i) * padded + j;
            store(gradients + at,
                  faded(load(dh + at)) * derivative_of_value(activation, load(next + ptrdiff_t(i) * saved_stride + j)));
            store(dh + at, floats{});
          }
        }
      });
}

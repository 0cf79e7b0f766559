// Long short-term memory over a whole sequence, forward and back. Equations and gate order (i | f | c | o):
// src/layers/recurrent/lstm.ts.
#include "uniform-gates.h"

struct LstmActivations {
  int32_t gate, cell;
  bool usual() const { return gate == sigmoid_activation && cell == tanh_activation; }
};

/// Gates, cell and state of one tile at one step from the sums that reach the gates.
template <bool Usual>
static void lstm_step(const Recurrence& r, LstmActivations f, int row, int rows, int s, const float* sums,
                      const float* bias, const float* h, const float* c, float* next_h, float* next_c, float* gates) {
  const int padded = r.padded(), saved_stride = r.saved_stride();
  for (int i = 0; i < rows; i++) {
    if (r.step_mask && !r.unmasked(row + i, s)) {
      copy_row(next_h + ptrdiff_t(i) * saved_stride, h + ptrdiff_t(i) * saved_stride, saved_stride);
      copy_row(next_c + ptrdiff_t(i) * saved_stride, c + ptrdiff_t(i) * saved_stride, saved_stride);
      continue;
    }
    const float* a = sums + ptrdiff_t(i) * 4 * padded;
    for (int j = 0; j < padded; j += width) {
      const floats ai = load(a + j) + load(bias + j), af = load(a + padded + j) + load(bias + padded + j);
      const floats ag = load(a + 2 * padded + j) + load(bias + 2 * padded + j),
                   ao = load(a + 3 * padded + j) + load(bias + 3 * padded + j);
      const floats input = Usual ? sigmoid(ai) : activate_vector(f.gate, ai),
                   forget = Usual ? sigmoid(af) : activate_vector(f.gate, af);
      const floats candidate = Usual ? hyperbolic_tangent(ag) : activate_vector(f.cell, ag);
      const floats output = Usual ? sigmoid(ao) : activate_vector(f.gate, ao);
      const floats cell = forget * load(c + ptrdiff_t(i) * saved_stride + j) + input * candidate;
      store(next_c + ptrdiff_t(i) * saved_stride + j, cell);
      store(next_h + ptrdiff_t(i) * saved_stride + j,
            output * (Usual ? hyperbolic_tangent(cell) : activate_vector(f.cell, cell)));
      if (!gates) continue;
      float* g = gates + ptrdiff_t(i) * 4 * saved_stride + j;
      store(g, input);
      store(g + saved_stride, forget);
      store(g + 2 * saved_stride, candidate);
      store(g + 3 * saved_stride, output);
    }
  }
}

struct LstmForward {
  float *weights, *bias, *work;
  extent work_size;
};

struct LstmForwardWork {
  float *operands, *masks, *sums, *rolling;
  extent used;
};

static LstmForwardWork carve_lstm_work(const Recurrence& r, float* base) {
  Carve carve{base};
  LstmForwardWork w;
  w.operands = carve.take(extent(4) * tile_rows * r.operand_stride());
  w.masks = carve.take(tile_masks_size(r));
  w.sums = carve.take(extent(tile_rows) * 4 * r.padded());
  w.rolling = carve.take(extent(4) * tile_rows * r.saved_stride());
  w.used = carve.used;
  return w;
}

static extent lstm_forward_scratch(const Recurrence& r, float* base, LstmForward* plan) {
  Carve carve{base};
  plan->weights = carve.take(extent(4) * r.inner() * r.padded());
  plan->bias = carve.take(extent(4) * r.padded());
  plan->work_size = carve_lstm_work(r, nullptr).used;
  plan->work = carve.take(plan->work_size * lookback_workers());
  return carve.used;
}

extern "C" int64_t EXPORT(lstm_scratch)(int32_t batch, int32_t time, int32_t features, int32_t units, int32_t, int32_t,
                                        int32_t, int32_t, int32_t, int32_t) {
  LstmForward plan;
  return floats_of(lstm_forward_scratch(
      {batch, time, features, units, 1, false, false, false, 4, nullptr, nullptr, nullptr}, nullptr, &plan));
}

extern "C" void EXPORT(lstm)(const float* x, const float* kernel, const float* recurrent, const float* bias,
                             const float* initial, const float* initial_cell, const int32_t* step_mask,
                             const float* input_mask, const float* recurrent_mask, float* sequences, float* state,
                             float* cell, float* saved, int32_t batch, int32_t time, int32_t features, int32_t units,
                             int32_t input_mask_gates, int32_t reverse, int32_t restore_order, int32_t zero_output,
                             int32_t activation, int32_t recurrent_activation, float* scratch) {
  const Recurrence r = {
      batch, time,      features,   units,         input_mask_gates, reverse != 0, restore_order != 0, zero_output != 0,
      4,     step_mask, input_mask, recurrent_mask};
  const LstmActivations f = {recurrent_activation, activation};
  LstmForward plan;
  lstm_forward_scratch(r, scratch, &plan);
  const int padded = r.padded(), saved_stride = r.saved_stride(), inner = r.inner(), stride = r.operand_stride();
  parallel(4, [&](int g, int) {
    pack_gate(r, kernel, recurrent, g, plan.weights + ptrdiff_t(g) * inner * padded);
    for (int j = 0; j < padded; j++) plan.bias[g * padded + j] = bias && j < units ? bias[g * units + j] : 0.f;
  });
  parallel(r.tiles(), [&](int tile, int worker) {
    const LstmForwardWork w = carve_lstm_work(r, piece_of(plan.work, worker, plan.work_size));
    const int row = tile * tile_rows, rows = r.rows_of(tile);
    const ptrdiff_t step_size = ptrdiff_t(batch) * saved_stride;
    int first[tile_rows];
    for (int i = 0; i < rows; i++) first[i] = step_mask ? r.first_unmasked(row + i) : 0;
    const auto state_at = [&](int s) {
      return saved ? saved + s * step_size + ptrdiff_t(row) * saved_stride
                   : w.rolling + (s & 1) * tile_rows * saved_stride;
    };
    const auto cell_at = [&](int s) {
      return saved ? saved + r.states_size() + s * step_size + ptrdiff_t(row) * saved_stride
                   : w.rolling + (2 + (s & 1)) * tile_rows * saved_stride;
    };
    lay_out_masks(r, row, rows, w.masks);
    begin_states(r, row, rows, initial, state_at(0));
    begin_states(r, row, rows, initial_cell, cell_at(0));
    for (int s = 0; s < time; s++) {
      gather_operands(r, x, row, rows, s, state_at(s), r.masked() ? w.masks : nullptr, w.operands);
      for (int g = 0; g < 4; g++)
        multiply_panels({w.operands + (r.per_gate() ? ptrdiff_t(g) * tile_rows * stride : 0), stride, 1},
                        plan.weights + ptrdiff_t(g) * inner * padded, 0, w.sums + g * padded, 4 * padded, rows,
                        r.vectors(), inner, false);
      float* gates = saved ? saved + 2 * r.states_size() + (s * ptrdiff_t(batch) + row) * 4 * saved_stride : nullptr;
      if (f.usual())
        lstm_step<true>(r, f, row, rows, s, w.sums, plan.bias, state_at(s), cell_at(s), state_at(s + 1), cell_at(s + 1),
                        gates);
      else
        lstm_step<false>(r, f, row, rows, s, w.sums, plan.bias, state_at(s), cell_at(s), state_at(s + 1),
                         cell_at(s + 1), gates);
      if (sequences) emit(r, row, rows, s, state_at(s + 1), first, sequences);
    }
    for (int i = 0; i < rows; i++) {
      copy_row(state + ptrdiff_t(row + i) * units, state_at(time) + ptrdiff_t(i) * saved_stride, units);
      copy_row(cell + ptrdiff_t(row + i) * units, cell_at(time) + ptrdiff_t(i) * saved_stride, units);
    }
  });
}

/// Gradients of the gates' sums of one tile at one step; dh becomes zero and dc the gradient of the cell before, except
/// in masked rows.
template <bool Usual>
static void lstm_step_back(const Recurrence& r, LstmActivations f, int row, int rows, int s, const float* c,
                           const float* next_c, const float* gates, float* dh, float* dc, float* gradients) {
  const int padded = r.padded(), saved_stride = r.saved_stride();
  for (int i = 0; i < rows; i++) {
    float* out = gradients + ptrdiff_t(i) * 4 * padded;
    if (r.step_mask && !r.unmasked(row + i, s)) {
      zero_row(out, 4 * padded);
      continue;
    }
    for (int j = 0; j < padded; j += width) {
      const float* g = gates + ptrdiff_t(i) * 4 * saved_stride + j;
      const floats input = load(g), forget = load(g + saved_stride), candidate = load(g + 2 * saved_stride),
                   output = load(g + 3 * saved_stride);
      const floats cell = load(next_c + ptrdiff_t(i) * saved_stride + j);
      const floats shown = Usual ? hyperbolic_tangent(cell) : activate_vector(f.cell, cell);
      const floats gradient_h = faded(load(dh + ptrdiff_t(i) * padded + j));
      const floats gradient_c =
          faded(load(dc + ptrdiff_t(i) * padded + j)) +
          gradient_h * output * (Usual ? 1.f - shown * shown : derivative_of_value(f.cell, shown));
      store(out + j, gradient_c * candidate * (Usual ? input * (1.f - input) : derivative_of_value(f.gate, input)));
      store(out + padded + j, gradient_c * load(c + ptrdiff_t(i) * saved_stride + j) *
                                  (Usual ? forget * (1.f - forget) : derivative_of_value(f.gate, forget)));
      store(out + 2 * padded + j,
            gradient_c * input * (Usual ? 1.f - candidate * candidate : derivative_of_value(f.cell, candidate)));
      store(out + 3 * padded + j,
            gradient_h * shown * (Usual ? output * (1.f - output) : derivative_of_value(f.gate, output)));
      store(dc + ptrdiff_t(i) * padded + j, gradient_c * forget);
      store(dh + ptrdiff_t(i) * padded + j, floats{});
    }
  }
}

extern "C" int64_t EXPORT(lstmGradient_scratch)(int32_t batch, int32_t time, int32_t features, int32_t units, int32_t,
                                                int32_t, int32_t, int32_t, int32_t, int32_t) {
  UniformBack plan;
  return floats_of(uniform_back_scratch(
      {batch, time, features, units, 1, false, false, false, 4, nullptr, nullptr, nullptr}, nullptr, &plan));
}

extern "C" void EXPORT(lstmGradient)(const float* x, const float* kernel, const float* recurrent, const float* initial,
                                     const float* initial_cell, const int32_t* step_mask, const float* input_mask,
                                     const float* recurrent_mask, const float* saved, const float* d_sequences,
                                     const float* d_state, const float* d_cell, float* dx, float* d_kernel,
                                     float* d_recurrent, float* d_bias, float* d_initial, float* d_initial_cell,
                                     int32_t batch, int32_t time, int32_t features, int32_t units,
                                     int32_t input_mask_gates, int32_t reverse, int32_t restore_order,
                                     int32_t zero_output, int32_t activation, int32_t recurrent_activation,
                                     float* scratch) {
  (void)initial, (void)initial_cell; // block 0 of what was saved
  const Recurrence r = {
      batch, time,      features,   units,         input_mask_gates, reverse != 0, restore_order != 0, zero_output != 0,
      4,     step_mask, input_mask, recurrent_mask};
  const LstmActivations f = {recurrent_activation, activation};
  const int saved_stride = r.saved_stride();
  const float *cells = saved + r.states_size(), *gates = cells + r.states_size();
  uniform_back(r, x, kernel, recurrent, saved,
               {d_sequences, d_state, d_cell, dx, d_kernel, d_recurrent, d_bias, d_initial, d_initial_cell}, scratch,
               [&](int row, int rows, int s, float* dh, float* dc, float* gradients) {
                 const float* c = cells + (s * ptrdiff_t(batch) + row) * saved_stride;
                 const float* next_c = c + ptrdiff_t(batch) * saved_stride;
                 const float* g = gates + (s * ptrdiff_t(batch) + row) * 4 * saved_stride;
                 if (s > 0) {
                   fetch_ahead(c - ptrdiff_t(batch) * saved_stride, ptrdiff_t(rows) * saved_stride);
                   fetch_ahead(g - ptrdiff_t(batch) * 4 * saved_stride, ptrdiff_t(rows) * 4 * saved_stride);
                 }
                 if (f.usual()) lstm_step_back<true>(r, f, row, rows, s, c, next_c, g, dh, dc, gradients);
                 else lstm_step_back<false>(r, f, row, rows, s, c, next_c, g, dh, dc, gradients);
               });
}

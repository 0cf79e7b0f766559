// Gated recurrent unit over a whole sequence, forward and back, with the reset gate after or before the recurrent
// product. Equations and gate order (z | r | n): src/layers/recurrent/gru.ts. Kept per step: z, r, n and m, which is
// h·U_n + its bias with reset after, r ∘ h (masked) with reset before.
#include "recurrent.h"

struct GruActivations {
  int32_t gate, candidate;
  bool usual() const { return gate == sigmoid_activation && candidate == tanh_activation; }
};

struct GruForward {
  float *weights, *candidate_kernel, *candidate_recurrent, *bias, *work;
  extent work_size;
};

struct GruForwardWork {
  float *operands, *masks, *sums, *rolling, *reset, *gates;
  extent used;
};

static GruForwardWork carve_gru_work(const Recurrence& r, float* base) {
  Carve carve{base};
  GruForwardWork w;
  w.operands = carve.take(extent(3) * tile_rows * r.operand_stride());
  w.masks = carve.take(tile_masks_size(r));
  w.sums = carve.take(extent(tile_rows) * 4 * r.padded());
  w.rolling = carve.take(extent(2) * tile_rows * r.saved_stride());
  w.reset = carve.take(extent(tile_rows) * r.padded());
  w.gates = carve.take(extent(tile_rows) * 4 * r.saved_stride());
  w.used = carve.used;
  return w;
}

static extent gru_forward_scratch(const Recurrence& r, float* base, GruForward* plan) {
  Carve carve{base};
  plan->weights = carve.take(extent(2) * r.inner() * r.padded()); // z and r, of [x | h]
  plan->candidate_kernel = carve.take(extent(r.features) * r.padded());
  plan->candidate_recurrent = carve.take(extent(r.units) * r.padded());
  plan->bias = carve.take(extent(4) * r.padded()); // z, r, n of the input, n of the recurrence
  plan->work_size = carve_gru_work(r, nullptr).used;
  plan->work = carve.take(plan->work_size * lookback_workers());
  return carve.used;
}

static Recurrence gru_sizes(int batch, int time, int features, int units) {
  return {batch, time, features, units, 1, false, false, false, 3, nullptr, nullptr, nullptr};
}

extern "C" int64_t EXPORT(gru_scratch)(int32_t batch, int32_t time, int32_t features, int32_t units, int32_t, int32_t,
                                       int32_t, int32_t, int32_t, int32_t, int32_t) {
  GruForward plan;
  return floats_of(gru_forward_scratch(gru_sizes(batch, time, features, units), nullptr, &plan));
}

/// Reset after: everything from the four sums z | r | n of the input | n of the recurrence.
template <bool Usual>
static void gru_step_after(const Recurrence& r, GruActivations f, int rows, const float* sums, const float* bias,
                           const float* h, float* next, float* gates) {
  const int padded = r.padded(), saved_stride = r.saved_stride();
  for (int i = 0; i < rows; i++) {
    const float* a = sums + ptrdiff_t(i) * 4 * padded;
    for (int j = 0; j < padded; j += width) {
      const floats az = load(a + j) + load(bias + j), ar = load(a + padded + j) + load(bias + padded + j);
      const floats z = Usual ? sigmoid(az) : activate_vector(f.gate, az),
                   reset = Usual ? sigmoid(ar) : activate_vector(f.gate, ar);
      const floats m = load(a + 3 * padded + j) + load(bias + 3 * padded + j);
      const floats an = load(a + 2 * padded + j) + load(bias + 2 * padded + j) + reset * m;
      const floats n = Usual ? hyperbolic_tangent(an) : activate_vector(f.candidate, an);
      store(next + ptrdiff_t(i) * saved_stride + j, n + z * (load(h + ptrdiff_t(i) * saved_stride + j) - n));
      float* g = gates + ptrdiff_t(i) * 4 * saved_stride + j;
      store(g, z);
      store(g + saved_stride, reset);
      store(g + 2 * saved_stride, n);
      store(g + 3 * saved_stride, m);
    }
  }
}

/// Reset before, first half: z, r, and the reset state r ∘ h that the candidate reads.
static void gru_gates_before(const Recurrence& r, GruActivations f, int row, int rows, const float* sums,
                             const float* bias, const float* h, float* reset_state, float* gates) {
  const int padded = r.padded(), saved_stride = r.saved_stride();
  for (int i = 0; i < rows; i++) {
    const float* a = sums + ptrdiff_t(i) * 4 * padded;
    const float* mask = r.recurrent_mask_of(row + i, 2);
    for (int j = 0; j < padded; j += width) {
      const int n = r.units - j >= width ? width : r.units - j;
      const floats z = activate_vector(f.gate, load(a + j) + load(bias + j));
      const floats reset = activate_vector(f.gate, load(a + padded + j) + load(bias + padded + j));
      floats state = load(h + ptrdiff_t(i) * saved_stride + j) * reset;
      if (mask) state *= load_up_to(mask + j, n);
      store(reset_state + ptrdiff_t(i) * padded + j, state);
      float* g = gates + ptrdiff_t(i) * 4 * saved_stride + j;
      store(g, z);
      store(g + saved_stride, reset);
      store(g + 3 * saved_stride, state);
    }
  }
}

/// Reset before, second half: candidate and new state.
static void gru_state_before(const Recurrence& r, GruActivations f, int rows, const float* sums, const float* bias,
                             const float* h, float* next, float* gates) {
  const int padded = r.padded(), saved_stride = r.saved_stride();
  for (int i = 0; i < rows; i++)
    for (int j = 0; j < padded; j += width) {
      const float* a = sums + ptrdiff_t(i) * 4 * padded + j;
      float* g = gates + ptrdiff_t(i) * 4 * saved_stride + j;
      const floats n =
          activate_vector(f.candidate, load(a + 2 * padded) + load(bias + 2 * padded + j) + load(a + 3 * padded));
      store(g + 2 * saved_stride, n);
      store(next + ptrdiff_t(i) * saved_stride + j, n + load(g) * (load(h + ptrdiff_t(i) * saved_stride + j) - n));
    }
}

extern "C" void EXPORT(gru)(const float* x, const float* kernel, const float* recurrent, const float* bias,
                            const float* initial, const int32_t* step_mask, const float* input_mask,
                            const float* recurrent_mask, float* sequences, float* state, float* saved, int32_t batch,
                            int32_t time, int32_t features, int32_t units, int32_t input_mask_gates, int32_t reverse,
                            int32_t restore_order, int32_t zero_output, int32_t activation,
                            int32_t recurrent_activation, int32_t reset_after, float* scratch) {
  const Recurrence r = {
      batch, time,      features,   units,         input_mask_gates, reverse != 0, restore_order != 0, zero_output != 0,
      3,     step_mask, input_mask, recurrent_mask};
  const GruActivations f = {recurrent_activation, activation};
  GruForward plan;
  gru_forward_scratch(r, scratch, &plan);
  const int padded = r.padded(), saved_stride = r.saved_stride(), inner = r.inner(), stride = r.operand_stride();
  for (int g = 0; g < 2; g++) pack_gate(r, kernel, recurrent, g, plan.weights + ptrdiff_t(g) * inner * padded);
  pack_panels(plan.candidate_kernel, features, r.vectors(),
              [&](int k, int j) { return gate_column(kernel, k, 2, j, r); });
  pack_panels(plan.candidate_recurrent, units, r.vectors(),
              [&](int k, int j) { return gate_column(recurrent, k, 2, j, r); });
  for (int j = 0; j < padded; j++) {
    const bool inside = bias && j < units;
    for (int g = 0; g < 3; g++) plan.bias[g * padded + j] = inside ? bias[g * units + j] : 0.f;
    if (reset_after) {
      for (int g = 0; g < 2; g++) plan.bias[g * padded + j] += inside ? bias[(3 + g) * units + j] : 0.f;
      plan.bias[3 * padded + j] = inside ? bias[5 * units + j] : 0.f;
    }
  }
  parallel(r.tiles(), [&](int tile, int worker) {
    const GruForwardWork w = carve_gru_work(r, piece_of(plan.work, worker, plan.work_size));
    const int row = tile * tile_rows, rows = r.rows_of(tile);
    int first[tile_rows];
    for (int i = 0; i < rows; i++) first[i] = step_mask ? r.first_unmasked(row + i) : 0;
    const auto state_at = [&](int s) {
      return saved ? saved + (s * ptrdiff_t(batch) + row) * saved_stride
                   : w.rolling + (s & 1) * tile_rows * saved_stride;
    };
    const auto operand = [&](int g) { return w.operands + (r.per_gate() ? ptrdiff_t(g) * tile_rows * stride : 0); };
    lay_out_masks(r, row, rows, w.masks);
    begin_states(r, row, rows, initial, state_at(0));
    for (int s = 0; s < time; s++) {
      const float* h = state_at(s);
      float* next = state_at(s + 1);
      float* gates = saved ? saved + r.states_size() + (s * ptrdiff_t(batch) + row) * 4 * saved_stride : w.gates;
      gather_operands(r, x, row, rows, s, h, r.masked() ? w.masks : nullptr, w.operands);
      for (int g = 0; g < 2; g++)
        multiply_panels({operand(g), stride, 1}, plan.weights + ptrdiff_t(g) * inner * padded, 0, w.sums + g * padded,
                        4 * padded, rows, r.vectors(), inner, false);
      multiply_panels({operand(2), stride, 1}, plan.candidate_kernel, 0, w.sums + 2 * padded, 4 * padded, rows,
                      r.vectors(), features, false);
      if (reset_after) {
        multiply_panels({operand(2) + r.inputs(), stride, 1}, plan.candidate_recurrent, 0, w.sums + 3 * padded,
                        4 * padded, rows, r.vectors(), units, false);
        if (f.usual()) gru_step_after<true>(r, f, rows, w.sums, plan.bias, h, next, gates);
        else gru_step_after<false>(r, f, rows, w.sums, plan.bias, h, next, gates);
      } else {
        gru_gates_before(r, f, row, rows, w.sums, plan.bias, h, w.reset, gates);
        multiply_panels({w.reset, padded, 1}, plan.candidate_recurrent, 0, w.sums + 3 * padded, 4 * padded, rows,
                        r.vectors(), units, false);
        gru_state_before(r, f, rows, w.sums, plan.bias, h, next, gates);
      }
      if (step_mask)
        for (int i = 0; i < rows; i++)
          if (!r.unmasked(row + i, s))
            copy_row(next + ptrdiff_t(i) * saved_stride, h + ptrdiff_t(i) * saved_stride, saved_stride);
      if (sequences) emit(r, row, rows, s, next, first, sequences);
    }
    for (int i = 0; i < rows; i++)
      copy_row(state + ptrdiff_t(row + i) * units, state_at(time) + ptrdiff_t(i) * saved_stride, units);
  });
}

// The backward pass. A row of gradients holds the blocks n of the input | z | r | n of the recurrence, so that what
// reaches the input and what reaches h each lie side by side. With reset before, both n are the same sum and the fourth
// block is not used.

constexpr int gru_blocks = 4;

struct GruBack {
  float *transposed, *kernel_transposed, *sums, *work;
  extent sums_stride, work_size;
};

struct GruBackWork {
  float *operands, *masked, *operand_reset, *masks, *gradients, *dh, *d_reset, *temporary;
  extent used;
};

static GruBackWork carve_gru_back(const Recurrence& r, float* base) {
  Carve carve{base};
  GruBackWork w;
  w.operands = carve.take(extent(chunk_rows) * r.operand_stride());
  w.masked = carve.take(extent(chunk_rows) * r.operand_stride());
  w.masks = carve.take(tile_masks_size(r));
  w.operand_reset = carve.take(extent(chunk_rows) * r.padded());
  w.gradients = carve.take(extent(chunk_rows) * gru_blocks * r.padded());
  w.dh = carve.take(extent(tile_rows) * r.padded());
  w.d_reset = carve.take(extent(tile_rows) * r.padded());
  w.temporary = carve.take(extent(tile_rows) * (3 * r.padded() + round_up(r.features, width)));
  w.used = carve.used;
  return w;
}

static extent gru_back_scratch(const Recurrence& r, float* base, GruBack* plan) {
  Carve carve{base};
  plan->transposed = carve.take(extent(3) * r.padded() * r.padded());
  plan->kernel_transposed = carve.take(extent(3) * r.padded() * round_up(r.features, width));
  plan->sums_stride = whole_lines(sums_size(r, gru_blocks));
  plan->sums = carve.take(plan->sums_stride * tiles_at_once(r, plan->sums_stride));
  plan->work_size = carve_gru_back(r, nullptr).used;
  plan->work = carve.take(plan->work_size * lookback_workers());
  return carve.used;
}

extern "C" int64_t EXPORT(gruGradient_scratch)(int32_t batch, int32_t time, int32_t features, int32_t units, int32_t,
                                               int32_t, int32_t, int32_t, int32_t, int32_t, int32_t) {
  GruBack plan;
  return floats_of(gru_back_scratch(gru_sizes(batch, time, features, units), nullptr, &plan));
}

/// Gradients of one step's sums with reset after. dh keeps z ∘ dh; masked rows pass dh on whole.
template <bool Usual>
static void gru_step_back_after(const Recurrence& r, GruActivations f, int row, int rows, int s, const float* h,
                                const float* gates, float* dh, float* gradients) {
  const int padded = r.padded(), saved_stride = r.saved_stride();
  for (int i = 0; i < rows; i++) {
    float* out = gradients + ptrdiff_t(i) * gru_blocks * padded;
    if (r.step_mask && !r.unmasked(row + i, s)) {
      zero_row(out, gru_blocks * padded);
      continue;
    }
    for (int j = 0; j < padded; j += width) {
      const float* g = gates + ptrdiff_t(i) * 4 * saved_stride + j;
      const floats z = load(g), reset = load(g + saved_stride), n = load(g + 2 * saved_stride),
                   m = load(g + 3 * saved_stride);
      const floats d = faded(load(dh + ptrdiff_t(i) * padded + j));
      const floats dn = d * (1.f - z) * (Usual ? 1.f - n * n : derivative_of_value(f.candidate, n));
      store(out + j, dn);
      store(out + padded + j, d * (load(h + ptrdiff_t(i) * saved_stride + j) - n) *
                                  (Usual ? z * (1.f - z) : derivative_of_value(f.gate, z)));
      store(out + 2 * padded + j, dn * m * (Usual ? reset * (1.f - reset) : derivative_of_value(f.gate, reset)));
      store(out + 3 * padded + j, dn * reset);
      store(dh + ptrdiff_t(i) * padded + j, d * z);
    }
  }
}

/// Reset before, first half: gradients of n and z.
static void gru_candidate_back(const Recurrence& r, GruActivations f, int row, int rows, int s, const float* h,
                               const float* gates, float* dh, float* gradients) {
  const int padded = r.padded(), saved_stride = r.saved_stride();
  for (int i = 0; i < rows; i++) {
    float* out = gradients + ptrdiff_t(i) * gru_blocks * padded;
    zero_row(out, gru_blocks * padded);
    if (r.step_mask && !r.unmasked(row + i, s)) continue;
    for (int j = 0; j < padded; j += width) {
      const float* g = gates + ptrdiff_t(i) * 4 * saved_stride + j;
      const floats z = load(g), n = load(g + 2 * saved_stride), d = faded(load(dh + ptrdiff_t(i) * padded + j));
      store(out + j, d * (1.f - z) * derivative_of_value(f.candidate, n));
      store(out + padded + j, d * (load(h + ptrdiff_t(i) * saved_stride + j) - n) * derivative_of_value(f.gate, z));
      store(dh + ptrdiff_t(i) * padded + j, d * z);
    }
  }
}

/// Reset before, second half: the gradient d_reset of r ∘ h ∘ mask gives that of r and adds to dh.
static void gru_reset_back(const Recurrence& r, GruActivations f, int row, int rows, int s, const float* h,
                           const float* gates, const float* d_reset, float* dh, float* gradients) {
  const int padded = r.padded(), saved_stride = r.saved_stride();
  for (int i = 0; i < rows; i++) {
    if (r.step_mask && !r.unmasked(row + i, s)) continue;
    const float* mask = r.recurrent_mask_of(row + i, 2);
    for (int j = 0; j < padded; j += width) {
      const int n = r.units - j >= width ? width : r.units - j;
      const floats reset = load(gates + ptrdiff_t(i) * 4 * saved_stride + saved_stride + j);
      floats d = load(d_reset + ptrdiff_t(i) * padded + j);
      if (mask) d *= load_up_to(mask + j, n);
      float* to = dh + ptrdiff_t(i) * padded + j;
      store(gradients + ptrdiff_t(i) * gru_blocks * padded + 2 * padded + j,
            d * load(h + ptrdiff_t(i) * saved_stride + j) * derivative_of_value(f.gate, reset));
      store(to, load(to) + d * reset);
    }
  }
}

extern "C" void EXPORT(gruGradient)(const float* x, const float* kernel, const float* recurrent, const float* initial,
                                    const int32_t* step_mask, const float* input_mask, const float* recurrent_mask,
                                    const float* saved, const float* d_sequences, const float* d_state, float* dx,
                                    float* d_kernel, float* d_recurrent, float* d_bias, float* d_initial, int32_t batch,
                                    int32_t time, int32_t features, int32_t units, int32_t input_mask_gates,
                                    int32_t reverse, int32_t restore_order, int32_t zero_output, int32_t activation,
                                    int32_t recurrent_activation, int32_t reset_after, float* scratch) {
  (void)initial; // block 0 of what was saved
  const Recurrence r = {
      batch, time,      features,   units,         input_mask_gates, reverse != 0, restore_order != 0, zero_output != 0,
      3,     step_mask, input_mask, recurrent_mask};
  const GruActivations f = {recurrent_activation, activation};
  GruBack plan;
  gru_back_scratch(r, scratch, &plan);
  const int padded = r.padded(), saved_stride = r.saved_stride(), columns = gru_blocks * padded, inputs = r.inputs(),
            stride = r.operand_stride();
  const bool per_gate = r.per_gate();
  // Gates whose h passes straight to their product: with reset before, not the candidate.
  const int direct = reset_after ? 3 : 2, groups = per_gate ? direct : 1, group_gates = direct / groups;
  for (int g = 0; g < groups; g++)
    pack_recurrent_transposed(r, recurrent, g * group_gates, group_gates,
                              plan.transposed + ptrdiff_t(g) * padded * padded);
  float* candidate_transposed = plan.transposed + ptrdiff_t(2) * padded * padded;
  if (!reset_after) pack_recurrent_transposed(r, recurrent, 2, 1, candidate_transposed);
  if (dx)
    for (int g = 0; g < 3; g++)
      pack_kernel_transposed(r, kernel, g, plan.kernel_transposed + ptrdiff_t(g) * padded * round_up(features, width));
  const int block_of[3] = {1, 2, 0};
  const auto back_through = [&](int tile, int worker, float* sums) {
    const GruBackWork w = carve_gru_back(r, piece_of(plan.work, worker, plan.work_size));
    float *kernel_sums = sums, *recurrent_sums = sums + ptrdiff_t(inputs) * columns,
          *bias_sums = sums + ptrdiff_t(inputs + units) * columns;
    const int row = tile * tile_rows, rows = r.rows_of(tile), steps = chunk_steps(rows);
    __builtin_memset(sums, 0, size_t(sums_size(r, gru_blocks)) * sizeof(float));
    lay_out_masks(r, row, rows, w.masks);
    int first[tile_rows];
    for (int i = 0; i < rows; i++) {
      first[i] = step_mask ? r.first_unmasked(row + i) : 0;
      zero_row(w.dh + ptrdiff_t(i) * padded, padded);
      if (d_state) copy_row(w.dh + ptrdiff_t(i) * padded, d_state + ptrdiff_t(row + i) * units, units);
    }
    int in_chunk = 0;
    for (int s = time - 1; s >= 0; s--) {
      const float* h = saved + (s * ptrdiff_t(batch) + row) * saved_stride;
      const float* gates = saved + r.states_size() + (s * ptrdiff_t(batch) + row) * 4 * saved_stride;
      float* gradients = w.gradients + ptrdiff_t(in_chunk) * rows * columns;
      if (s > 0) {
        fetch_operands_ahead(r, x, saved, row, rows, s - 1);
        fetch_ahead(gates - ptrdiff_t(batch) * 4 * saved_stride, ptrdiff_t(rows) * 4 * saved_stride);
      }
      add_output_gradients(r, d_sequences, row, rows, s, first, w.dh);
      if (reset_after) {
        if (f.usual()) gru_step_back_after<true>(r, f, row, rows, s, h, gates, w.dh, gradients);
        else gru_step_back_after<false>(r, f, row, rows, s, h, gates, w.dh, gradients);
      } else {
        gru_candidate_back(r, f, row, rows, s, h, gates, w.dh, gradients);
        multiply_panels({gradients, columns, 1}, candidate_transposed, 0, w.d_reset, padded, rows, r.vectors(), padded,
                        false);
        gru_reset_back(r, f, row, rows, s, h, gates, w.d_reset, w.dh, gradients);
      }
      for (int g = 0; g < groups; g++) {
        const Matrix left = {gradients + (1 + g * group_gates) * padded, columns, 1};
        const float* packed = plan.transposed + ptrdiff_t(g) * padded * padded;
        if (recurrent_mask)
          multiply_panels(left, packed, 0, w.temporary + g * padded, direct * padded, rows, r.vectors(), padded, false);
        else multiply_panels(left, packed, 0, w.dh, padded, rows, r.vectors(), group_gates * padded, true);
      }
      if (recurrent_mask) add_masked(r, rows, direct, w.temporary, w.masks, w.dh);
      if (dx) back_to_inputs(r, gradients, columns, block_of, plan.kernel_transposed, row, rows, s, w.temporary, dx);
      gather_operands(r, x, row, rows, s, h, nullptr, w.operands + ptrdiff_t(in_chunk) * rows * stride);
      if (!reset_after)
        for (int i = 0; i < rows; i++)
          copy_row(w.operand_reset + (ptrdiff_t(in_chunk) * rows + i) * padded,
                   gates + ptrdiff_t(i) * 4 * saved_stride + 3 * saved_stride, units);
      if (++in_chunk < steps && s > 0) continue;
      const int count = in_chunk * rows, vectors = r.vectors();
      const float* operands = r.masked() ? w.masked : w.operands;
      for (int g = 0; g < r.operands(); g++) {
        if (r.masked()) mask_operands(r, g, in_chunk, rows, w.masks, w.operands, w.masked);
        const int first_block = per_gate ? block_of[g] : 0, blocks = per_gate ? 1 : 3;
        multiply_panels({operands, 1, stride}, w.gradients + first_block * padded, columns,
                        kernel_sums + first_block * padded, columns, inputs, blocks * vectors, count, true);
        if (g >= groups) continue;
        multiply_panels({operands + inputs, 1, stride}, w.gradients + (1 + g) * padded, columns,
                        recurrent_sums + (1 + g) * padded, columns, units, group_gates * vectors, count, true);
      }
      in_chunk = 0;
      if (!reset_after)
        multiply_panels({w.operand_reset, 1, padded}, w.gradients, columns, recurrent_sums + 3 * padded, columns, units,
                        vectors, count, true);
      if (d_bias) add_columns(w.gradients, count, columns, columns, bias_sums);
    }
    if (d_initial)
      for (int i = 0; i < rows; i++)
        copy_row(d_initial + ptrdiff_t(row + i) * units, w.dh + ptrdiff_t(i) * padded, units);
  };
  const int recurrent_block[3] = {1, 2, 3};
  const auto add_up = [&](const TileSums& group) {
    parallel_ranges(features + units, 16, [&](int from, int to) {
      for (int k = from; k < to; k++)
        for (int g = 0; g < 3; g++)
          if (k < features) add_tiles(r, group, gru_blocks, k, block_of[g], d_kernel + (ptrdiff_t(k) * 3 + g) * units);
          else
            add_tiles(r, group, gru_blocks, inputs + k - features, recurrent_block[g],
                      d_recurrent + (ptrdiff_t(k - features) * 3 + g) * units);
    });
    for (int g = 0; g < 3 && d_bias; g++) {
      add_tiles(r, group, gru_blocks, inputs + units, block_of[g], d_bias + g * units);
      if (reset_after) add_tiles(r, group, gru_blocks, inputs + units, recurrent_block[g], d_bias + (3 + g) * units);
    }
  };
  tiles_in_groups(r, plan.sums, plan.sums_stride, back_through, add_up);
}

// The backward pass through cells whose gates all read the same [x | h]: lstm and simpleRnn. (A gru's candidate reads h
// through its reset gate.)
#pragma once
#include "recurrent.h"

struct UniformBack {
  float *transposed, *kernel_transposed, *sums, *work;
  extent sums_stride, work_size;
};

/// Pieces of a worker's scratch.
struct UniformBackWork {
  float *operands, *masked, *masks, *gradients, *dh, *dc, *temporary;
  extent used;
};

static UniformBackWork carve_uniform_work(const Recurrence& r, float* base) {
  Carve carve{base};
  UniformBackWork w;
  w.operands = carve.take(extent(chunk_rows) * r.operand_stride());
  w.masked = carve.take(extent(chunk_rows) * r.operand_stride());
  w.masks = carve.take(tile_masks_size(r));
  w.gradients = carve.take(extent(chunk_rows) * r.gates * r.padded());
  w.dh = carve.take(extent(tile_rows) * r.padded());
  w.dc = carve.take(extent(tile_rows) * r.padded());
  w.temporary = carve.take(extent(tile_rows) * (r.gates * r.padded() + round_up(r.features, width)));
  w.used = carve.used;
  return w;
}

static extent uniform_back_scratch(const Recurrence& r, float* base, UniformBack* plan) {
  Carve carve{base};
  plan->transposed = carve.take(extent(r.gates) * r.padded() * r.padded());
  plan->kernel_transposed = carve.take(extent(r.gates) * r.padded() * round_up(r.features, width));
  plan->sums_stride = whole_lines(sums_size(r, r.gates));
  plan->sums = carve.take(plan->sums_stride * tiles_at_once(r, plan->sums_stride));
  plan->work_size = carve_uniform_work(r, nullptr).used;
  plan->work = carve.take(plan->work_size * lookback_workers());
  return carve.used;
}

/// Where gradients come in and go out; null where a gradient is not required.
struct BackEnds {
  const float *d_sequences, *d_state, *d_cell;
  float *dx, *d_kernel, *d_recurrent, *d_bias, *d_initial, *d_initial_cell;
};

/// step_back(row, rows, s, dh, dc, gradients) gives the gradients [rows, gates·padded] of a step's gates and leaves in
/// dh what passes them by.
template <class StepBack>
static void uniform_back(const Recurrence& r, const float* x, const float* kernel, const float* recurrent,
                         const float* saved, const BackEnds& ends, float* scratch, StepBack step_back) {
  UniformBack plan;
  uniform_back_scratch(r, scratch, &plan);
  const int padded = r.padded(), saved_stride = r.saved_stride(), blocks = r.gates, columns = blocks * padded,
            groups = r.operands();
  const int group_gates = blocks / groups;
  parallel(groups, [&](int g, int) {
    pack_recurrent_transposed(r, recurrent, g * group_gates, group_gates,
                              plan.transposed + ptrdiff_t(g) * padded * padded);
  });
  if (ends.dx)
    for (int g = 0; g < blocks; g++)
      pack_kernel_transposed(r, kernel, g,
                             plan.kernel_transposed + ptrdiff_t(g) * padded * round_up(r.features, width));
  const auto back_through = [&](int tile, int worker, float* sums) {
    const UniformBackWork w = carve_uniform_work(r, piece_of(plan.work, worker, plan.work_size));
    const int stride = r.operand_stride();
    const int row = tile * tile_rows, rows = r.rows_of(tile), steps = chunk_steps(rows);
    __builtin_memset(sums, 0, size_t(sums_size(r, blocks)) * sizeof(float));
    lay_out_masks(r, row, rows, w.masks);
    int first[tile_rows];
    for (int i = 0; i < rows; i++) {
      first[i] = r.step_mask ? r.first_unmasked(row + i) : 0;
      zero_row(w.dh + ptrdiff_t(i) * padded, padded);
      zero_row(w.dc + ptrdiff_t(i) * padded, padded);
      if (ends.d_state) copy_row(w.dh + ptrdiff_t(i) * padded, ends.d_state + ptrdiff_t(row + i) * r.units, r.units);
      if (ends.d_cell) copy_row(w.dc + ptrdiff_t(i) * padded, ends.d_cell + ptrdiff_t(row + i) * r.units, r.units);
    }
    int in_chunk = 0;
    const int block_of[maximum_gates] = {0, 1, 2, 3};
    for (int s = r.time - 1; s >= 0; s--) {
      float* gradients = w.gradients + ptrdiff_t(in_chunk) * rows * columns;
      if (s > 0) fetch_operands_ahead(r, x, saved, row, rows, s - 1);
      add_output_gradients(r, ends.d_sequences, row, rows, s, first, w.dh);
      step_back(row, rows, s, w.dh, w.dc, gradients);
      for (int g = 0; g < groups; g++) {
        const Matrix left = {gradients + ptrdiff_t(g) * group_gates * padded, columns, 1};
        const float* packed = plan.transposed + ptrdiff_t(g) * padded * padded;
        if (r.recurrent_mask)
          multiply_panels(left, packed, 0, w.temporary + g * padded, columns, rows, r.vectors(), padded, false);
        else multiply_panels(left, packed, 0, w.dh, padded, rows, r.vectors(), group_gates * padded, true);
      }
      if (r.recurrent_mask) add_masked(r, rows, blocks, w.temporary, w.masks, w.dh);
      if (ends.dx)
        back_to_inputs(r, gradients, columns, block_of, plan.kernel_transposed, row, rows, s, w.temporary, ends.dx);
      const float* h = saved + (s * ptrdiff_t(r.batch) + row) * saved_stride;
      gather_operands(r, x, row, rows, s, h, nullptr, w.operands + ptrdiff_t(in_chunk) * rows * stride);
      if (++in_chunk < steps && s > 0) continue;
      const int count = in_chunk * rows;
      for (int g = 0; g < groups; g++) {
        if (r.masked()) mask_operands(r, g, in_chunk, rows, w.masks, w.operands, w.masked);
        multiply_panels(
            {r.masked() ? w.masked : w.operands, 1, stride}, w.gradients + ptrdiff_t(g) * group_gates * padded, columns,
            sums + ptrdiff_t(g) * group_gates * padded, columns, r.inner(), group_gates * r.vectors(), count, true);
      }
      if (ends.d_bias) add_columns(w.gradients, count, columns, columns, sums + ptrdiff_t(r.inner()) * columns);
      in_chunk = 0;
    }
    for (int i = 0; i < rows; i++) {
      if (ends.d_initial)
        copy_row(ends.d_initial + ptrdiff_t(row + i) * r.units, w.dh + ptrdiff_t(i) * padded, r.units);
      if (ends.d_initial_cell)
        copy_row(ends.d_initial_cell + ptrdiff_t(row + i) * r.units, w.dc + ptrdiff_t(i) * padded, r.units);
    }
  };
  const auto add_up = [&](const TileSums& group) {
    parallel_ranges(r.inner() + 1, 16, [&](int from, int to) {
      for (int k = from; k < to; k++) {
        if (k >= r.features && k < r.inputs()) continue;
        float* out = k < r.inputs()  ? ends.d_kernel + ptrdiff_t(k) * blocks * r.units
                     : k < r.inner() ? ends.d_recurrent + ptrdiff_t(k - r.inputs()) * blocks * r.units
                                     : ends.d_bias;
        for (int g = 0; g < blocks && out; g++) add_tiles(r, group, blocks, k, g, out + g * r.units);
      }
    });
  };
  tiles_in_groups(r, plan.sums, plan.sums_stride, back_through, add_up);
}

// What gru, lstm and simpleRnn share: the order of steps, masks, operands, weight gradients, and the layout of what is
// saved for the backward pass.
//
// A layer runs tile by tile over the batch, and each tile runs through all its steps with its rows of state in the
// cache. Inside, gates are padded to whole vectors (stride `padded`); what is saved has rows of `saved_stride` floats,
// the same on every machine:
//   states [time + 1, batch, saved_stride], for lstm cells of the same shape, then gates [time, batch, gates,
//   saved_stride], in the order computed.
// In the backward pass each tile adds up weight gradients of its own, in chunks of steps; the tiles are added in their
// order at the end.
#pragma once
#include "activations.h"
#include "gemm.h"
#include "scratch.h"

constexpr int tile_rows = 16;
/// Rows (steps × examples) whose weight gradients are added in one product.
constexpr int chunk_rows = 128;
constexpr int maximum_gates = 4;

struct Recurrence {
  int batch, time, features, units, input_mask_gates;
  bool reverse, restore_order, zero_output;
  int gates;
  const int32_t* step_mask;
  const float *input_mask, *recurrent_mask;

  int padded() const { return round_up(units, width); }
  int vectors() const { return divide_up(units, width); }
  int saved_stride() const { return round_up(units, 16); }
  /// An operand row is [x_t | h], x_t padded with zeros to a multiple of four.
  int inputs() const { return round_up(features, 4); }
  int inner() const { return inputs() + units; }
  int operand_stride() const { return inputs() + padded(); }
  ptrdiff_t states_size() const { return ptrdiff_t(time + 1) * batch * saved_stride(); }
  int tiles() const { return divide_up(batch, tile_rows); }
  int rows_of(int tile) const { return smaller(tile_rows, batch - tile * tile_rows); }

  /// Position in x of computed step s, and position in sequences of its output.
  int input_step(int s) const { return reverse ? time - 1 - s : s; }
  int output_step(int s) const { return reverse && restore_order ? time - 1 - s : s; }
  bool unmasked(int row, int s) const { return !step_mask || step_mask[ptrdiff_t(row) * time + input_step(s)] != 0; }
  /// First computed step of a row that is not masked; time if none. Before it a masked step has no output to repeat.
  int first_unmasked(int row) const {
    int s = 0;
    while (s < time && !unmasked(row, s)) s++;
    return s;
  }

  /// Whether gates multiply their inputs by masks of their own, so that each has operands of its own.
  bool per_gate() const { return recurrent_mask || (input_mask && input_mask_gates > 1); }
  int operands() const { return per_gate() ? gates : 1; }
  bool masked() const { return input_mask || recurrent_mask; }
  const float* input_mask_of(int row, int gate) const {
    return input_mask ? input_mask + (ptrdiff_t(row) * input_mask_gates + (input_mask_gates > 1 ? gate : 0)) * features
                      : nullptr;
  }
  const float* recurrent_mask_of(int row, int gate) const {
    return recurrent_mask ? recurrent_mask + (ptrdiff_t(row) * gates + gate) * units : nullptr;
  }
};

INLINE void copy_row(float* to, const float* from, int n) {
  int i = 0;
  for (; i + width <= n; i += width) store(to + i, load(from + i));
  for (; i + 4 <= n; i += 4) *reinterpret_cast<four*>(to + i) = *reinterpret_cast<const four*>(from + i);
  for (; i < n; i++) to[i] = from[i];
}

INLINE void zero_row(float* to, int n) {
  for (int i = 0; i < n; i++) to[i] = 0.f;
}

/// Puts initial states (or zeros) into block 0 of a tile's states.
static void begin_states(const Recurrence& r, int row, int rows, const float* initial, float* states) {
  for (int i = 0; i < rows; i++) {
    float* to = states + ptrdiff_t(i) * r.saved_stride();
    zero_row(to, r.saved_stride());
    if (initial) copy_row(to, initial + ptrdiff_t(row + i) * r.units, r.units);
  }
}

/// The masks of a tile, laid out as its operands are: [operands][tile_rows][operand_stride], ones where there is no
/// mask.
INLINE extent tile_masks_size(const Recurrence& r) { return extent(r.gates) * tile_rows * r.operand_stride(); }

static void lay_out_masks(const Recurrence& r, int row, int rows, float* masks) {
  if (!r.masked()) return;
  for (int g = 0; g < r.operands(); g++)
    for (int i = 0; i < rows; i++) {
      float* to = masks + (ptrdiff_t(g) * tile_rows + i) * r.operand_stride();
      for (int j = 0; j < r.operand_stride(); j++) to[j] = 1.f;
      if (const float* mask = r.input_mask_of(row + i, g)) copy_row(to, mask, r.features);
      if (const float* mask = r.recurrent_mask_of(row + i, g)) copy_row(to + r.inputs(), mask, r.units);
    }
}

/// The operands of step s for a tile: rows [x_t | h], or with masks, for each gate (or once for all) such rows times
/// the gate's mask.
static void gather_operands(const Recurrence& r, const float* x, int row, int rows, int s, const float* h,
                            const float* masks, float* operands) {
  const int stride = r.operand_stride(), t = r.input_step(s), copies = r.operands();
  const ptrdiff_t gate_stride = ptrdiff_t(tile_rows) * stride;
  for (int i = 0; i < rows; i++) {
    const float* input = x + (ptrdiff_t(row + i) * r.time + t) * r.features;
    const float* state = h + ptrdiff_t(i) * r.saved_stride();
    const float* mask = masks ? masks + ptrdiff_t(i) * stride : nullptr;
    float* to = operands + ptrdiff_t(i) * stride;
    const auto put = [&](int at, floats v) {
      if (!mask) return store(to + at, v);
      for (int g = 0; g < copies; g++) store(to + g * gate_stride + at, v * load(mask + g * gate_stride + at));
    };
    // In whole vectors: what the last of x writes beyond its columns is overwritten by h.
    each_vector(r.features, [&](int j, int n) { put(j, load_up_to(input + j, n)); });
    for (int j = 0; j < r.padded(); j += width) put(r.inputs() + j, load(state + j));
  }
}

/// out = operands ∘ the masks of gate g, over `steps` steps of `rows` rows.
static void mask_operands(const Recurrence& r, int g, int steps, int rows, const float* masks, const float* operands,
                          float* out) {
  const int size = rows * r.operand_stride();
  const float* mask = masks + ptrdiff_t(g) * tile_rows * r.operand_stride();
  for (int s = 0; s < steps; s++, operands += size, out += size)
    each_vector(size,
                [&](int i, int n) { store_up_to(out + i, load_up_to(operands + i, n) * load_up_to(mask + i, n), n); });
}

/// Asks for memory that a later step reads: tiles read small pieces far apart, which the processor does not foresee.
INLINE void fetch_ahead(const float* from, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i += 16) __builtin_prefetch(from + i, 0, 2);
}
/// The rows of x and of the states that step s reads in the backward pass.
static void fetch_operands_ahead(const Recurrence& r, const float* x, const float* states, int row, int rows, int s) {
  fetch_ahead(states + (s * ptrdiff_t(r.batch) + row) * r.saved_stride(), ptrdiff_t(rows) * r.saved_stride());
  for (int i = 0; i < rows; i++)
    fetch_ahead(x + (ptrdiff_t(row + i) * r.time + r.input_step(s)) * r.features, r.features);
}

/// dh += Σ over gates of mask ∘ gradients for their recurrent masks; gradients [rows, gates · padded].
static void add_masked(const Recurrence& r, int rows, int gates, const float* gradients, const float* masks,
                       float* dh) {
  const int padded = r.padded(), stride = r.operand_stride();
  for (int i = 0; i < rows; i++) {
    const float* mask = masks + ptrdiff_t(i) * stride + r.inputs();
    const float* from = gradients + ptrdiff_t(i) * gates * padded;
    for (int j = 0; j < padded; j += width) {
      floats sum = load(dh + ptrdiff_t(i) * padded + j);
      for (int g = 0; g < gates; g++)
        sum += load(from + g * padded + j) * load(mask + ptrdiff_t(g) * tile_rows * stride + j);
      store(dh + ptrdiff_t(i) * padded + j, sum);
    }
  }
}

/// Writes the outputs of step s: the new state, or that of a masked step.
static void emit(const Recurrence& r, int row, int rows, int s, const float* next, const int* first_unmasked,
                 float* sequences) {
  for (int i = 0; i < rows; i++) {
    float* to = sequences + (ptrdiff_t(row + i) * r.time + r.output_step(s)) * r.units;
    const bool silent = r.step_mask && !r.unmasked(row + i, s) && (r.zero_output || s < first_unmasked[i]);
    if (silent) zero_row(to, r.units);
    else copy_row(to, next + ptrdiff_t(i) * r.saved_stride(), r.units);
  }
}

/// The gradient that reaches row's output of step s from sequences, or null when none does.
INLINE const float* gradient_of_output(const Recurrence& r, const float* d_sequences, int row, int s,
                                       int first_unmasked) {
  if (!d_sequences) return nullptr;
  if (r.step_mask && !r.unmasked(row, s) && (r.zero_output || s < first_unmasked)) return nullptr;
  return d_sequences + (ptrdiff_t(row) * r.time + r.output_step(s)) * r.units;
}

/// WebAssembly cannot flush denormal numbers, on which processors are slow: gradients that have faded so far are
/// dropped.
INLINE floats faded(floats v) {
#if defined(__wasm__)
  return choose(magnitude(v) < all(1e-25f), floats{}, v);
#else
  return v;
#endif
}

/// dh += gradient of the output, where there is one.
INLINE void add_output_gradients(const Recurrence& r, const float* d_sequences, int row, int rows, int s,
                                 const int* first_unmasked, float* dh) {
  if (!d_sequences) return;
  for (int i = 0; i < rows; i++) {
    const float* from = gradient_of_output(r, d_sequences, row + i, s, first_unmasked[i]);
    if (!from) continue;
    float* to = dh + ptrdiff_t(i) * r.padded();
    int j = 0;
    for (; j + width <= r.units; j += width) store(to + j, load(to + j) + load(from + j));
    for (; j < r.units; j++) to[j] += from[j];
  }
}

/// Column g·units + j of a weight matrix of `gates` gates, zero in the padding.
INLINE float gate_column(const float* weights, int k, int gate, int j, const Recurrence& r) {
  return j < r.units ? weights[(ptrdiff_t(k) * r.gates + gate) * r.units + j] : 0.f;
}

/// Weights of one gate for operand rows: [inputs + units, padded], W above U, zeros where x is padded.
static void pack_gate(const Recurrence& r, const float* kernel, const float* recurrent, int gate, float* packed) {
  pack_panels(packed, r.inner(), r.vectors(), [&](int k, int j) {
    if (k >= r.inputs()) return gate_column(recurrent, k - r.inputs(), gate, j, r);
    return k < r.features ? gate_column(kernel, k, gate, j, r) : 0.f;
  });
}

/// Rows of U transposed: [count · padded, padded] for gates first … first + count − 1, packed.
static void pack_recurrent_transposed(const Recurrence& r, const float* recurrent, int first, int count,
                                      float* packed) {
  const int padded = r.padded();
  pack_panels(packed, count * padded, r.vectors(), [&](int k, int j) {
    const int gate = k / padded, column = k % padded;
    return column < r.units && j < r.units ? recurrent[(ptrdiff_t(j) * r.gates + first + gate) * r.units + column]
                                           : 0.f;
  });
}

/// Rows of W transposed: [padded, features in whole vectors] of one gate, packed.
static void pack_kernel_transposed(const Recurrence& r, const float* kernel, int gate, float* packed) {
  pack_panels(packed, r.padded(), divide_up(r.features, width), [&](int k, int j) {
    return k < r.units && j < r.features ? kernel[(ptrdiff_t(j) * r.gates + gate) * r.units + k] : 0.f;
  });
}

/// A tile's sums of weight gradients: [inputs + units + 1][blocks · padded], the last row for the bias.
INLINE extent sums_size(const Recurrence& r, int blocks) { return extent(r.inner() + 1) * blocks * r.padded(); }

/// Sums of weight gradients of the tiles first … first + count − 1, one after another at `stride`.
struct TileSums {
  float* sums;
  extent stride;
  int first, count;
};

/// How many tiles' sums are in memory at once: as many as fit into 16 MiB, and at least one for each worker.
INLINE int tiles_at_once(const Recurrence& r, extent stride) {
  const extent fitting = extent(4 << 20) / stride;
  return fitting >= r.tiles()
             ? r.tiles()
             : smaller(r.tiles(), fitting > workers_of(r.tiles()) ? int(fitting) : workers_of(r.tiles()));
}

/// Runs tile(tile, worker, sums) for every tile, in groups whose sums are in memory at once, and add_up(group) after
/// each. Groups follow each other in the order of their tiles, so their size changes no bit of what is added up.
template <class Tile, class AddUp>
static void tiles_in_groups(const Recurrence& r, float* sums, extent stride, Tile tile, AddUp add_up) {
  int first = 0;
  do {
    const int count = smaller(tiles_at_once(r, stride), r.tiles() - first);
    parallel(count, [&](int i, int worker) { tile(first + i, worker, piece_of(sums, i, stride)); });
    add_up(TileSums{sums, stride, first, count});
    first += count;
  } while (first < r.tiles());
}

/// out [units] (+)= the sum over a group's tiles, in their order, of row `row`, block `block` of their sums.
static void add_tiles(const Recurrence& r, const TileSums& group, int blocks, int row, int block, float* out) {
  const int columns = blocks * r.padded();
  each_vector(r.units, [&](int j, int n) {
    floats sum = group.first > 0 ? load_up_to(out + j, n) : floats{};
    for (int tile = 0; tile < group.count; tile++)
      sum += load(piece_of(group.sums, tile, group.stride) + ptrdiff_t(row) * columns + block * r.padded() + j);
    store_up_to(out + j, sum, n);
  });
}

/// Adds each column of gradients [rows, columns] to sums [columns].
static void add_columns(const float* gradients, int rows, int columns, ptrdiff_t stride, float* sums) {
  for (int j = 0; j < columns; j += width) {
    floats sum = load(sums + j);
    for (int i = 0; i < rows; i++) sum += load(gradients + ptrdiff_t(i) * stride + j);
    store(sums + j, sum);
  }
}

/// Steps in a chunk for a tile of `rows` rows.
INLINE int chunk_steps(int rows) { return rows > 0 ? (chunk_rows / rows > 0 ? chunk_rows / rows : 1) : 1; }

/// Writes dx of step s: Σ over gates of (gradients of the gate · Wᵀ) ∘ its input mask. block[g] is the block of gate g
/// in a gradient row.
static void back_to_inputs(const Recurrence& r, const float* gradients, ptrdiff_t gradient_stride, const int* block,
                           const float* packed, int row, int rows, int s, float* work, float* dx) {
  const int feature_vectors = divide_up(r.features, width), stride = feature_vectors * width, padded = r.padded();
  const bool separate = r.input_mask && r.input_mask_gates > 1;
  for (int i = 0; i < rows; i++)
    zero_row(dx + (ptrdiff_t(row + i) * r.time + r.input_step(s)) * r.features, r.features);
  for (int g = 0; g < r.gates; g++) {
    multiply_panels({gradients + block[g] * padded, gradient_stride, 1}, packed + ptrdiff_t(g) * padded * stride, 0,
                    work, stride, rows, feature_vectors, padded, !separate && g > 0);
    if (!separate && g + 1 < r.gates) continue;
    for (int i = 0; i < rows; i++) {
      const float* mask = r.input_mask_of(row + i, g);
      float* to = dx + (ptrdiff_t(row + i) * r.time + r.input_step(s)) * r.features;
      for (int j = 0; j < r.features; j++) to[j] += work[ptrdiff_t(i) * stride + j] * (mask ? mask[j] : 1.f);
    }
  }
}

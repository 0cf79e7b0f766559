import type { KeysAndValues } from "../layers/attention/shared/projected-attention.ts";
import { reshape } from "../ops/reshape.ts";
import { rowsAt, writeSteps } from "../tensor/rows.ts";
import { size } from "../tensor/shape.ts";
import { empty, intTensor, type Tensor } from "../tensor/tensor.ts";

/**
 * The keys and values of all steps so far, for every block of a decoder. It is memory that states share: each row of a
 * step gets a slot, and a state knows in which slots the earlier steps of its rows are. So rows can be put in a new
 * order without moving anything.
 */
export interface KeyValueCache {
  readonly slots: number;
  /** Steps that a slot has room for. */
  readonly capacity: number;
  /** [slots, capacity, heads, depth] for each block, once it has run. */
  readonly blocks: KeysAndValues[];
  /** Steps that some state has written: a state with fewer must not write here any more. */
  used: number;
}

/** Steps of which each row of a state knows the slot: 1 + slot, or 0 for a step that is padding; [rows, steps]. */
export interface RowsOfSteps {
  readonly rows: number;
  readonly steps: number;
  readonly slots: Int32Array;
}

/** Least room of a cache; it doubles as it grows. */
const minimumCapacity = 16;

export function emptyCache(): KeyValueCache {
  return { slots: 0, capacity: 0, blocks: [], used: 0 };
}

/**
 * The cache itself when one more step can be written into it, else a larger copy of the steps that these rows see, with
 * their new slots.
 */
export function withRoom(
  cache: KeyValueCache,
  known: RowsOfSteps,
): { readonly cache: KeyValueCache; readonly known: RowsOfSteps } {
  const { rows, steps } = known;
  if (cache.used === steps && steps < cache.capacity && rows <= cache.slots) return { cache, known };
  const capacity = Math.max(minimumCapacity, 2 * (steps + 1));
  const from = known.slots.map((slot, i) => Math.max(0, slot - 1) * cache.capacity + (i % steps));
  const indices = steps === 0 ? null : intTensor(from);
  const blocks = cache.blocks.map(({ keys, values }) => ({
    keys: copied(keys, indices, rows, capacity),
    values: copied(values, indices, rows, capacity),
  }));
  const slots = known.slots.map((slot, i) => (slot === 0 ? 0 : Math.floor(i / steps) + 1));
  return { cache: { slots: rows, capacity, blocks, used: steps }, known: { rows, steps, slots } };
}

/** Steps of a table [slots, capacity, heads, depth] by their places, into the slots of a new one. */
function copied(table: Tensor, indices: Tensor | null, rows: number, capacity: number): Tensor {
  const step = table.shape.slice(2);
  const width = size(step);
  const y = empty([rows, capacity, ...step]);
  if (indices === null) return y;
  const steps = indices.size / rows;
  writeSteps(reshape(rowsAt(table, indices, width), [rows, steps * width]), y, 0);
  return y;
}

/**
 * Writes a step of a block into the cache, [rows, heads, depth] into the first slots. Gives the block's whole memory.
 */
export function remember(cache: KeyValueCache, block: number, position: number, step: KeysAndValues): KeysAndValues {
  const { slots, capacity } = cache;
  const room = (x: Tensor): Tensor => empty([slots, capacity, ...x.shape.slice(1)]);
  const memory = (cache.blocks[block] ??= { keys: room(step.keys), values: room(step.values) });
  writeSteps(step.keys, memory.keys, position);
  writeSteps(step.values, memory.values, position);
  return memory;
}

/** The rows of a table [rows, width] of integers, in a new order. */
export function selectRows(table: Int32Array, width: number, rows: Int32Array): Int32Array {
  const selected = new Int32Array(rows.length * width);
  rows.forEach((row, i) => selected.set(table.subarray(row * width, (row + 1) * width), i * width));
  return selected;
}

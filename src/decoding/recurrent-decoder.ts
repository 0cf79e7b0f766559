import type { RecurrentState } from "../layers/recurrent/shared/recurrent.ts";
import type { RecurrentMemory } from "../models/recurrent-attention.ts";
import type { RecurrentEncoderDecoder } from "../models/recurrent-encoder-decoder.ts";
import { rowsAt } from "../tensor/rows.ts";
import { scope } from "../tensor/memory.ts";
import { showShape } from "../tensor/shape.ts";
import { intTensor, type Tensor } from "../tensor/tensor.ts";
import type { StepDecoder } from "./step-decoder.ts";

/** How far decoding has come, and what it reads of the sources, which is computed once and shared by all states. */
export interface RecurrentDecoderState {
  /** The source of each row. */
  readonly sourceIndices: Int32Array;
  /** Of every layer, [rows, units]. */
  readonly states: readonly RecurrentState[];
  readonly memory: RecurrentMemory;
  /** [sources, sourceTime], 0 at padding. */
  readonly mask: Int32Array;
}

/**
 * Decodes with a recurrent encoder–decoder one step at a time. What it gives for a step is, to rounding, what the whole
 * model gives for that step of the target. Rows of one source share what the encoder made of it. Token 0 is padding and
 * leaves the states as they are.
 *
 *   const decoder = recurrentDecoder(model);
 *   const { logits, state } = decoder.step(Int32Array.of(start), beginRecurrentDecoding(model, source));
 */
export function recurrentDecoder({ decoding }: RecurrentEncoderDecoder): StepDecoder<RecurrentDecoderState> {
  return {
    vocabulary: decoding.vocabularySize,
    step(tokens, { sourceIndices, states, memory, mask }) {
      if (tokens.length !== sourceIndices.length) {
        throw new RangeError(
          `a step feeds one token to each of ${sourceIndices.length} rows, got ${tokens.length} tokens`,
        );
      }
      return scope(() => {
        const stepped = decoding.step(intTensor(tokens), states, memory, {
          sources: intTensor(sourceIndices),
          keyRows: keyRowsOf(sourceIndices, mask, memory.values.shape[1]),
        });
        return { logits: stepped.logits, state: { sourceIndices, states: stepped.states, memory, mask } };
      });
    },
    select(state, rows) {
      const { sourceIndices } = state;
      const wrong = rows.find((row) => row < 0 || row >= sourceIndices.length);
      if (wrong !== undefined || rows.length === 0) {
        throw new RangeError(
          `select takes rows 0 to ${sourceIndices.length - 1}, at least one, got ${wrong ?? "none"}`,
        );
      }
      return scope(() => {
        const indices = intTensor(rows);
        const states = state.states.map(({ hidden, cell }) => ({
          hidden: rowsAt(hidden, indices, hidden.shape[1]),
          cell: cell === null ? null : rowsAt(cell, indices, cell.shape[1]),
        }));
        return { ...state, sourceIndices: rows.map((row) => sourceIndices[row]), states };
      });
    },
  };
}

/** Runs the encoder: source int32 [rows, sourceTime] → the state before the first step, with a row for each source. */
export function beginRecurrentDecoding(model: RecurrentEncoderDecoder, source: Tensor): RecurrentDecoderState {
  if (source.shape.length !== 2 || source.size === 0) {
    throw new TypeError(`decoding begins with sources, int32 [rows, sourceTime], got ${showShape(source.shape)}`);
  }
  return scope(() => {
    const { states, memory } = model.encode(source);
    const mask = Int32Array.from(source.toArray(), (token) => (token === 0 ? 0 : 1));
    return { sourceIndices: Int32Array.from({ length: source.shape[0] }, (_, row) => row), states, memory, mask };
  });
}

/** For every row 1 + its source where that has a token, 0 at padding: [rows, sourceTime]. */
function keyRowsOf(sourceIndices: Int32Array, mask: Int32Array, time: number): Tensor {
  const keyRows = Int32Array.from({ length: sourceIndices.length * time }, (_, i) => {
    const source = sourceIndices[Math.floor(i / time)];
    return mask[source * time + (i % time)] * (source + 1);
  });
  return intTensor(keyRows, [sourceIndices.length, time]);
}

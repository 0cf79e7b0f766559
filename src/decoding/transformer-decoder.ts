import type { KeysAndValues } from "../layers/attention/shared/projected-attention.ts";
import type { LanguageModel } from "../models/language-model.ts";
import type { Transformer } from "../models/transformer.ts";
import { scope } from "../tensor/memory.ts";
import { showShape } from "../tensor/shape.ts";
import { intTensor, type Tensor } from "../tensor/tensor.ts";
import { emptyCache, remember, selectRows, withRoom, type KeyValueCache, type RowsOfSteps } from "./key-value-cache.ts";
import type { StepDecoder } from "./step-decoder.ts";

/** How far decoding has come: how many rows and steps, and what it remembers of them. */
export interface TransformerState {
  readonly rows: number;
  /** Steps that were fed. */
  readonly position: number;
  readonly known: RowsOfSteps;
  readonly cache: KeyValueCache;
  /** What the encoder made of the sources; null for a language model. */
  readonly memory: Memory | null;
}

/** Keys and values that cross-attention reads, computed once. */
interface Memory {
  /** [sources, sourceTime, heads, depth] for each block. */
  readonly blocks: readonly KeysAndValues[];
  /** [rows, sourceTime]: 1 + the source of a row, 0 at padding. */
  readonly keyRows: Int32Array;
  readonly sourceTime: number;
}

/**
 * Decodes with a Transformer one step at a time. What it gives for a step is, to rounding, what the whole model gives
 * for that step of the target; work for a step grows with the number of earlier steps only in attention, which reads
 * their keys and values from memory (Vaswani et al. 2017, section 3.1; Pope et al. 2023, arXiv:2211.05102). Token 0 is
 * padding, as in the model. Reordering copies no keys and values.
 *
 *   const decoder = transformerDecoder(model);
 *   const { logits, state } = decoder.step(Int32Array.of(start), beginDecoding(model, source));
 *
 * Memory for keys and values belongs to the scope in which a step was called, and doubles as decoding goes on.
 */
export function transformerDecoder({ decoding }: Transformer | LanguageModel): StepDecoder<TransformerState> {
  const { vocabularySize, blocks } = decoding;
  return {
    vocabulary: vocabularySize,
    step(tokens, state) {
      const { rows, position, memory } = state;
      if (tokens.length !== rows) {
        throw new RangeError(`a step feeds one token to each of ${rows} rows, got ${tokens.length} tokens`);
      }
      return scope(() => {
        const { cache, known } = withRoom(state.cache, state.known);
        const now = withStep(known, tokens);
        const keyRows = intTensor(now.slots, [rows, now.steps]);
        const memoryRows = memory === null ? null : intTensor(memory.keyRows, [rows, memory.sourceTime]);
        let x = decoding.embed(intTensor(tokens), position);
        blocks.forEach((block, i) => {
          x = block.step(
            x,
            (step) => ({ ...remember(cache, i, position, step), keyRows }),
            memory === null || memoryRows === null ? null : { ...memory.blocks[i], keyRows: memoryRows },
          );
        });
        cache.used = now.steps;
        return { logits: decoding.toLogits(x), state: { rows, position: position + 1, known: now, cache, memory } };
      });
    },
    select(state, rows) {
      const wrong = rows.find((row) => row < 0 || row >= state.rows);
      if (wrong !== undefined || rows.length === 0) {
        throw new RangeError(`select takes rows 0 to ${state.rows - 1}, at least one, got ${wrong ?? "none"}`);
      }
      const { known, memory } = state;
      const slots = selectRows(known.slots, known.steps, rows);
      return {
        ...state,
        rows: rows.length,
        known: { rows: rows.length, steps: known.steps, slots },
        memory: memory === null ? null : { ...memory, keyRows: selectRows(memory.keyRows, memory.sourceTime, rows) },
      };
    },
  };
}

/** Runs the encoder: source int32 [rows, sourceTime] → the state before the first step, with a row for each source. */
export function beginDecoding(model: Transformer, source: Tensor): TransformerState {
  if (source.shape.length !== 2 || source.size === 0) {
    throw new TypeError(`decoding begins with sources, int32 [rows, sourceTime], got ${showShape(source.shape)}`);
  }
  return scope(() => {
    const [rows, sourceTime] = source.shape;
    const encoded = model.encode(source);
    const blocks = model.decoding.blocks
      .map((block) => block.memoryKeys(encoded.value))
      .filter((keys) => keys !== null);
    const keyRows = Int32Array.from(source.toArray(), (token, i) => (token === 0 ? 0 : Math.floor(i / sourceTime) + 1));
    return { ...atStart(rows), memory: { blocks, keyRows, sourceTime } };
  });
}

/** The state of a language model before the first step of `rows` texts. */
export function beginText(rows: number): TransformerState {
  if (!Number.isSafeInteger(rows) || rows < 1) {
    throw new RangeError(`the number of texts must be an integer of at least 1, got ${rows}`);
  }
  return { ...atStart(rows), memory: null };
}

function atStart(rows: number): Omit<TransformerState, "memory"> {
  return {
    rows,
    position: 0,
    known: { rows, steps: 0, slots: new Int32Array(0) },
    cache: emptyCache(),
  };
}

/** The step that is being fed goes into the first slots, one for each row. */
function withStep({ rows, steps, slots }: RowsOfSteps, tokens: Int32Array): RowsOfSteps {
  const now = new Int32Array(rows * (steps + 1));
  for (let row = 0; row < rows; row++) {
    now.set(slots.subarray(row * steps, (row + 1) * steps), row * (steps + 1));
    now[row * (steps + 1) + steps] = tokens[row] === 0 ? 0 : row + 1;
  }
  return { rows, steps: steps + 1, slots: now };
}

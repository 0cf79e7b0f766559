import { replace, scope } from "../tensor/memory.ts";
import { plusRow } from "../tensor/rows.ts";
import { showShape } from "../tensor/shape.ts";
import { tensor } from "../tensor/tensor.ts";
import type { DecodingOptions } from "./decoding-options.ts";
import type { StepDecoder } from "./step-decoder.ts";

/** A decoder's step, with forbidden tokens made impossible. */
export type Advance<State> = StepDecoder<State>["step"];

export function advance<State>(decoder: StepDecoder<State>, { forbidden = [] }: DecodingOptions): Advance<State> {
  const { vocabulary } = decoder;
  const step: Advance<State> = (tokens, state) => {
    const stepped = decoder.step(tokens, state);
    const { shape } = stepped.logits;
    if (shape.length !== 2 || shape[0] !== tokens.length || shape[1] !== vocabulary) {
      throw new TypeError(
        `a step with ${tokens.length} tokens gives logits ${showShape([tokens.length, vocabulary])}, ` +
          `got ${showShape(shape)}`,
      );
    }
    return stepped;
  };
  if (forbidden.length === 0) return step;
  const row = new Float64Array(vocabulary);
  for (const token of forbidden) row[token] = -Infinity;
  const never = tensor(row);
  return (tokens, state) => {
    const stepped = step(tokens, state);
    return { logits: plusRow(stepped.logits, never), state: stepped.state };
  };
}

/**
 * The state of some of a state's `count` rows, whose memory is released; the same state when it is all rows in their
 * order.
 */
export function moved<State>(decoder: StepDecoder<State>, state: State, rows: Int32Array, count: number): State {
  if (rows.length === count && rows.every((row, i) => row === i)) return state;
  return replace(
    state,
    scope(() => decoder.select(state, rows)),
  );
}

/** Refuses what is no logarithm of a probability. */
export function checkProbability(value: number, source: number, position: number): void {
  if (!Number.isNaN(value)) return;
  throw new RangeError(
    `the model gave no probabilities for token ${position} of source ${source}: a logit is NaN or infinite, or no ` +
      "token is possible; help: look for weights that are not finite",
  );
}

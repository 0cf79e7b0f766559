import type { Tensor } from "../tensor/tensor.ts";

/** What decoding needs from a model: one step at a time for many rows. */
export interface StepDecoder<State> {
  /** How many tokens there are; logits have one value for each. */
  readonly vocabulary: number;
  /**
   * Feeds one token to every row: tokens [rows]. Gives logits [rows, vocabulary] for what comes next, and the state
   * after it. The old state stays usable.
   */
  step(tokens: Int32Array, state: State): { readonly logits: Tensor; readonly state: State };
  /** The state of some rows, in a new order, repeated or left out: row i of the result is row rows[i]. */
  select(state: State, rows: Int32Array): State;
}

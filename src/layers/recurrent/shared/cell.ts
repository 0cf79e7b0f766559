import type { Tensor } from "../../../tensor/tensor.ts";
import type { CallContext, Masked, WeightMaker } from "../../layer.ts";

/** What is carried from step to step, [batch, n] each: h of a gru, h and c of an lstm. */
export type States = readonly Tensor[];

/** What one step gives. */
export interface Step {
  /** [batch, outputSize] */
  readonly output: Tensor;
  /** As many as the cell has stateSizes, and of these. */
  readonly states: States;
}

/** Which way a pass over time goes and what it writes. */
export interface PassOrder {
  readonly reverse: boolean;
  /** Put the outputs of a reversed pass into the order of x. */
  readonly restoreOrder: boolean;
  /** Zeros, not the output before, at steps that a mask skips. */
  readonly zeroOutput: boolean;
}

/** How a cell is to pass over a sequence. */
export interface SequenceArguments {
  /** The states to begin with; null for zeros. */
  readonly initial: States | null;
  /** Give the output of every step rather than the last one. */
  readonly returnSequences: boolean;
  readonly order: PassOrder;
}

/** What a pass over time gives. */
export interface SequenceOutput {
  /** [batch, time, outputSize] with returnSequences, else [batch, outputSize]. */
  readonly output: Tensor;
  readonly states: States;
}

/** A cell once its input is known: its weights exist. */
export interface Cell {
  readonly outputSize: number;
  readonly stateSizes: readonly number[];
  /**
   * One step, from ops alone: x [batch, features], states [batch, n] each. The context is the same at all steps, so
   * what is drawn from its key is too: dropout masks are constant over time without being kept.
   */
  step(x: Tensor, states: States, context: CallContext): Step;
  /**
   * As step for a whole x [batch, time, features], for what can be computed of all steps at once: gives what makes step
   * `position` of x from the states before it. Left out: step, with the steps of x.
   */
  steps?(x: Tensor, context: CallContext): (position: number, states: States) => Step;
  /** A whole pass in one op. Must give what the loop over its steps gives. Left out: that loop. */
  pass?(input: Masked, sequenceArguments: SequenceArguments, context: CallContext): SequenceOutput;
}

/**
 * A cell before its input is known: what rnn repeats over time. Anything of this form will do; users write their own as
 * plain objects. `kind` and `options` are exactly what a saved model stores.
 *
 *   const leaky = (units: number): CellSpec => ({
 *     kind: "leaky",
 *     options: { units },
 *     build(features, weight) {
 *       const kernel = weight("kernel", [features, units], initializers.glorotUniform());
 *       return {
 *         outputSize: units,
 *         stateSizes: [units],
 *         step(x, [h]) {
 *           const next = ops.add(ops.scale(h, 0.9), ops.activate(ops.matmul(x, kernel), "tanh"));
 *           return { output: next, states: [next] };
 *         },
 *       };
 *     },
 *   });
 */
export interface CellSpec<Kind extends string = string, Options = unknown> {
  readonly kind: Kind;
  readonly options: Options;
  /** Has no effects but weights made. */
  build(features: number, weight: WeightMaker): Cell;
}

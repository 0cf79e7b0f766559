import type { RecurrentActivationName } from "../../kernels/activations.ts";
import { gru } from "../../ops/gru.ts";
import { lstm } from "../../ops/lstm.ts";
import type { RecurrentInputs } from "../../ops/shared/recurrent.ts";
import { simpleRnn } from "../../ops/simple-rnn.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** What a recurrent cell carries from one step to the next. */
export interface CellState {
  readonly hidden: Tensor;
  /** The LSTM's cell state; null for others. */
  readonly cell: Tensor | null;
}

/** A recurrent cell as it is experimented with, by itself. */
export interface GradientCell {
  readonly name: "simple-rnn-linear" | "simple-rnn" | "lstm" | "lstm-open" | "gru" | "gru-open";
  readonly title: string;
  readonly gates: number;
  /** The bias before training. Sequences have `steps` steps. */
  bias(units: number, steps: number): { readonly shape: readonly number[]; readonly values: Float64Array };
  /** One pass over x [batch, time, features] from the given states; whole sequences are not kept. */
  run(x: Tensor, weights: CellWeights, from: CellState | null): CellState;
}

export interface CellWeights {
  readonly kernel: Tensor;
  readonly recurrent: Tensor;
  readonly bias: Tensor;
}

const pass = { reverse: false, restoreOrder: false, zeroOutput: false, returnSequences: false } as const;
const gated = { ...pass, activation: "tanh", recurrentActivation: "sigmoid" } as const;

function inputsOf(x: Tensor, weights: CellWeights, from: CellState | null): RecurrentInputs {
  return { ...weights, x, initial: from?.hidden ?? null, stepMask: null, inputMask: null, recurrentMask: null };
}

function simple(
  name: "simple-rnn-linear" | "simple-rnn",
  title: string,
  activation: RecurrentActivationName,
): GradientCell {
  return {
    name,
    title,
    gates: 1,
    bias: (units) => ({ shape: [units], values: new Float64Array(units) }),
    run: (x, weights, from) => ({
      hidden: simpleRnn(inputsOf(x, weights, from), { ...pass, activation }).state,
      cell: null,
    }),
  };
}

/** As Keras starts it: zeros, and ones for the forget gate. */
function lstmCell(name: "lstm" | "lstm-open", title: string, forget: (steps: number) => number): GradientCell {
  return {
    name,
    title,
    gates: 4,
    bias: (units, steps) => ({
      shape: [4 * units],
      values: new Float64Array(4 * units).fill(forget(steps), units, 2 * units),
    }),
    run(x, weights, from) {
      const { state, cell } = lstm({ ...inputsOf(x, weights, from), initialCell: from?.cell ?? null }, gated);
      return { hidden: state, cell };
    },
  };
}

function gruCell(name: "gru" | "gru-open", title: string, update: (steps: number) => number): GradientCell {
  return {
    name,
    title,
    gates: 3,
    bias: (units, steps) => ({
      shape: [2, 3 * units],
      values: new Float64Array(6 * units).fill(update(steps), 0, units),
    }),
    run: (x, weights, from) => ({
      hidden: gru(inputsOf(x, weights, from), { ...gated, resetAfter: true }).state,
      cell: null,
    }),
  };
}

/**
 * The bias with which a gate keeps 1 − 1/(steps + 1) of the past in each step: what Tallec & Ollivier 2018
 * (arXiv:1804.11188) start the longest memory with.
 */
const open = Math.log;

/** The cells of the experiment. The linear one is what the theory of repeated multiplication is about. */
export const gradientCells: readonly GradientCell[] = [
  simple("simple-rnn-linear", "SimpleRNN, linear", "linear"),
  simple("simple-rnn", "SimpleRNN, tanh", "tanh"),
  lstmCell("lstm", "LSTM", () => 1),
  lstmCell("lstm-open", "LSTM, gates open", open),
  gruCell("gru", "GRU", () => 0),
  gruCell("gru-open", "GRU, gates open", open),
];

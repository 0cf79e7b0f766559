import type { Table } from "./kind.ts";

/** Shared by gru, lstm and simpleRnn. Meanings: src/kernels/reference/recurrent.ts. */
const recurrentSizes = {
  batch: "size",
  time: "size",
  features: "size",
  units: "size",
} as const;

const recurrentOrder = {
  /** Read x from its last step to its first. */
  reverse: "flag",
  /**
   * Write the outputs of a reversed pass back in the order of x (Bidirectional), not in the order computed (Keras's
   * go_backwards).
   */
  restoreOrder: "flag",
  /** At a masked step put zeros into sequences, rather than the output before it. */
  zeroOutput: "flag",
  /** Codes of kernels/activations.ts; only those whose gradient follows from their value. */
  activation: "size",
} as const;

const recurrentInputs = {
  /** [batch, time, features] */
  x: "floats",
  /** [features, gates·units] */
  kernel: "floats",
  /** [units, gates·units] */
  recurrent: "floats",
} as const;

const recurrentMasks = {
  /** [batch, time]; 1 = step counts, 0 = step is skipped and the state carried over. */
  stepMask: "ints?",
  /** [batch, inputMaskGates, features]; multiplies x, the same at every step. */
  inputMask: "floats?",
  /** [batch, gates, units]; multiplies h before the recurrent product, the same at every step. */
  recurrentMask: "floats?",
} as const;

/** Whole sequences through recurrent layers. */
export const recurrent = {
  simpleRnn: {
    ...recurrentInputs,
    /** [units] */
    bias: "floats?",
    /** [batch, units] */
    initial: "floats?",
    ...recurrentMasks,
    /** [batch, time, units] */
    sequences: "result?",
    /** [batch, units], the last state. */
    state: "result",
    /** What the backward pass needs; null when there is none. Layout: reference/recurrent.ts. */
    saved: "result?",
    ...recurrentSizes,
    inputMaskGates: "size",
    ...recurrentOrder,
  },
  simpleRnnGradient: {
    ...recurrentInputs,
    initial: "floats?",
    ...recurrentMasks,
    saved: "floats",
    dSequences: "floats?",
    dState: "floats?",
    dx: "result?",
    dKernel: "result",
    dRecurrent: "result",
    dBias: "result?",
    dInitial: "result?",
    ...recurrentSizes,
    inputMaskGates: "size",
    ...recurrentOrder,
  },
  /** Gates in the order i | f | c | o. */
  lstm: {
    ...recurrentInputs,
    /** [4·units] */
    bias: "floats?",
    initial: "floats?",
    initialCell: "floats?",
    ...recurrentMasks,
    sequences: "result?",
    state: "result",
    /** [batch, units], the last cell state. */
    cell: "result",
    saved: "result?",
    ...recurrentSizes,
    inputMaskGates: "size",
    ...recurrentOrder,
    recurrentActivation: "size",
  },
  lstmGradient: {
    ...recurrentInputs,
    initial: "floats?",
    initialCell: "floats?",
    ...recurrentMasks,
    saved: "floats",
    dSequences: "floats?",
    dState: "floats?",
    dCell: "floats?",
    dx: "result?",
    dKernel: "result",
    dRecurrent: "result",
    dBias: "result?",
    dInitial: "result?",
    dInitialCell: "result?",
    ...recurrentSizes,
    inputMaskGates: "size",
    ...recurrentOrder,
    recurrentActivation: "size",
  },
  /** Gates in the order z | r | h. */
  gru: {
    ...recurrentInputs,
    /** [2, 3·units] (of the input, of the recurrence) with resetAfter, else [3·units]. */
    bias: "floats?",
    initial: "floats?",
    ...recurrentMasks,
    sequences: "result?",
    state: "result",
    saved: "result?",
    ...recurrentSizes,
    inputMaskGates: "size",
    ...recurrentOrder,
    recurrentActivation: "size",
    resetAfter: "flag",
  },
  gruGradient: {
    ...recurrentInputs,
    initial: "floats?",
    ...recurrentMasks,
    saved: "floats",
    dSequences: "floats?",
    dState: "floats?",
    dx: "result?",
    dKernel: "result",
    dRecurrent: "result",
    dBias: "result?",
    dInitial: "result?",
    ...recurrentSizes,
    inputMaskGates: "size",
    ...recurrentOrder,
    recurrentActivation: "size",
    resetAfter: "flag",
  },
} as const satisfies Table;

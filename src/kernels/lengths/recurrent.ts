import { savedSize, type RecurrentKind } from "../saved.ts";
import { needs, needsInt32, type Call, type Given, type Rules } from "./rule.ts";

type Sizes = Pick<Given<"simpleRnn">, "batch" | "time" | "features" | "units" | "inputMaskGates">;

const gatesOf = { simpleRnn: 1, lstm: 4, gru: 3 } as const;

/** The lengths of what all recurrent kernels read and write; their gradients have those of what they belong to. */
function lengths(args: Sizes, call: Call, kind: RecurrentKind, biases = 1) {
  const { batch, time, features, units, inputMaskGates } = args;
  const gates = gatesOf[kind];
  needs(call, inputMaskGates === 1 || inputMaskGates === gates, "inputMaskGates", `1 or ${gates}`, inputMaskGates);
  const [x, kernel, recurrent] = [batch * time * features, features * gates * units, units * gates * units];
  const [bias, state, sequences] = [biases * gates * units, batch * units, batch * time * units];
  needsInt32(call, "batch · time · features", x);
  needsInt32(call, "batch · time · units", sequences);
  needsInt32(call, "bias", bias);
  return {
    read: { x, kernel, recurrent, initial: state, ...masks(args, gates), saved: savedSize(args, kind) },
    written: { bias, sequences, state },
    gradients: {
      dSequences: sequences,
      dState: state,
      dx: x,
      dKernel: kernel,
      dRecurrent: recurrent,
      dBias: bias,
      dInitial: state,
    },
  };
}

function masks({ batch, time, features, units, inputMaskGates }: Sizes, gates: number) {
  return {
    stepMask: batch * time,
    inputMask: batch * inputMaskGates * features,
    recurrentMask: batch * gates * units,
  };
}

export const recurrentRules = {
  simpleRnn(args, call) {
    const { read, written } = lengths(args, call, "simpleRnn");
    return { ...read, ...written };
  },
  simpleRnnGradient(args, call) {
    const { read, gradients } = lengths(args, call, "simpleRnn");
    return { ...read, ...gradients };
  },
  lstm(args, call) {
    const { read, written } = lengths(args, call, "lstm");
    return { ...read, ...written, initialCell: written.state, cell: written.state };
  },
  lstmGradient(args, call) {
    const { read, gradients } = lengths(args, call, "lstm");
    const cell = gradients.dState;
    return { ...read, ...gradients, initialCell: cell, dCell: cell, dInitialCell: cell };
  },
  gru(args, call) {
    const { read, written } = lengths(args, call, "gru", args.resetAfter ? 2 : 1);
    return { ...read, ...written };
  },
  gruGradient(args, call) {
    const { read, gradients } = lengths(args, call, "gru", args.resetAfter ? 2 : 1);
    return { ...read, ...gradients };
  },
} satisfies Partial<Rules>;

import { checkOptions } from "../tensor/options.ts";
import { activationCodes, type RecurrentActivationName } from "../kernels/activations.ts";
import { kernels } from "../kernels/current.ts";
import { isRecording, recordAll } from "../tensor/tape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { checkShape } from "./shared/checks.ts";
import {
  recurrentArguments,
  recurrentResults,
  gradientOf,
  storageOf,
  type RecurrentInputs,
  type RecurrentOptions,
} from "./shared/recurrent.ts";
import { recurrentTrace } from "./shared/recurrent-trace.ts";

export interface LstmInputs extends RecurrentInputs {
  /** c before the first step, [batch, units]; null for zeros. */
  readonly initialCell: Tensor | null;
}

export interface LstmOptions extends RecurrentOptions {
  /** σ of the gates. */
  readonly recurrentActivation: RecurrentActivationName;
}

/**
 * Long short-term memory over whole sequences, in one kernel (Hochreiter & Schmidhuber 1997; forget gate: Gers et al.
 * 2000). Columns of W, U and the bias [4·units]: i | f | g | o, where g is the candidate.
 *   i, f, o = σ(x·W + b + h·U)    g = φ(x·Wg + bg + h·Ug)    c ← f∘c + i∘g    h ← o∘φ(c)
 * Gives h after every step, [batch, time, units], when returnSequences, and h and c after the last, each [batch,
 * units]. Masks do not get gradients.
 */
export function lstm(
  inputs: LstmInputs,
  options: LstmOptions,
): { readonly sequences: Tensor | null; readonly state: Tensor; readonly cell: Tensor } {
  checkOptions("lstm", options, {
    activation: true,
    reverse: true,
    restoreOrder: true,
    zeroOutput: true,
    returnSequences: true,
    onGates: true,
    recurrentActivation: true,
  });
  const { x, kernel, recurrent, bias, initial, initialCell } = inputs;
  const kernelArguments = {
    ...recurrentArguments(inputs, options, { kind: "lstm", gates: 4, biasShape: (units) => [4 * units] }),
    initialCell: storageOf(initialCell),
    recurrentActivation: activationCodes[options.recurrentActivation],
  };
  const stateShape = [kernelArguments.batch, kernelArguments.units];
  if (initialCell !== null) checkShape("lstm: initialCell", initialCell, stateShape);
  const recording = isRecording(x, kernel, recurrent, bias, initial, initialCell);
  const { sequences, state, saved } = recurrentResults(kernelArguments, "lstm", options, recording);
  const cell = empty(stateShape);
  kernels.lstm({
    ...kernelArguments,
    bias: storageOf(bias),
    sequences: storageOf(sequences),
    state: state.storage,
    cell: cell.storage,
    saved: storageOf(saved),
  });
  if (saved === null) return { sequences, state, cell };
  options.onGates?.(recurrentTrace("lstm", saved, kernelArguments, inputs.stepMask));
  const results = sequences === null ? [state, cell] : [state, cell, sequences];
  const sources = [x, kernel, recurrent, bias, initial, initialCell] as const;
  recordAll(results, sources, ([dState, dCell, dSequences = null], requiresGradient) => {
    const [dx, dBias] = [gradientOf(x, requiresGradient[0]), gradientOf(bias, requiresGradient[3])];
    const [dInitial, dInitialCell] = [
      gradientOf(initial, requiresGradient[4]),
      gradientOf(initialCell, requiresGradient[5]),
    ];
    const [dKernel, dRecurrent] = [empty(kernel.shape), empty(recurrent.shape)];
    kernels.lstmGradient({
      ...kernelArguments,
      saved: saved.storage,
      dSequences: storageOf(dSequences),
      dState: storageOf(dState),
      dCell: storageOf(dCell),
      dx: storageOf(dx),
      dKernel: dKernel.storage,
      dRecurrent: dRecurrent.storage,
      dBias: storageOf(dBias),
      dInitial: storageOf(dInitial),
      dInitialCell: storageOf(dInitialCell),
    });
    return [dx, dKernel, dRecurrent, dBias, dInitial, dInitialCell];
  });
  return { sequences, state, cell };
}

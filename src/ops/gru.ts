import { checkOptions } from "../tensor/options.ts";
import { activationCodes, type RecurrentActivationName } from "../kernels/activations.ts";
import { kernels } from "../kernels/current.ts";
import { isRecording, recordAll } from "../tensor/tape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import {
  recurrentArguments,
  recurrentResults,
  gradientOf,
  storageOf,
  type RecurrentInputs,
  type RecurrentOptions,
} from "./shared/recurrent.ts";
import { recurrentTrace } from "./shared/recurrent-trace.ts";

export interface GruOptions extends RecurrentOptions {
  /** σ of the gates. */
  readonly recurrentActivation: RecurrentActivationName;
  /** Multiply by the reset gate after the recurrent product, not before it. */
  readonly resetAfter: boolean;
}

/**
 * A gated recurrent unit over whole sequences, in one kernel (Cho et al. 2014, arXiv:1406.1078). Columns of W, U and
 * the bias: z | r | n.
 *   h ← z∘h + (1 − z)∘n
 *   resetAfter:  z = σ(x·Wz + bz + h·Uz + cz)   r = σ(x·Wr + br + h·Ur + cr)   n = f(x·Wn + bn + r∘(h·Un + cn)), bias
 *                [2, 3·units] = b, c
 *   otherwise:   z = σ(x·Wz + bz + h·Uz)        r = σ(x·Wr + br + h·Ur)        n = f(x·Wn + bn + (r∘h)·Un), bias
 *                [3·units]
 * The recurrent mask multiplies h in the products alone, before the reset gate. Gives h after every step, [batch, time,
 * units], when returnSequences, and after the last, [batch, units]. Masks do not get gradients.
 */
export function gru(
  inputs: RecurrentInputs,
  options: GruOptions,
): { readonly sequences: Tensor | null; readonly state: Tensor } {
  checkOptions("gru", options, {
    activation: true,
    reverse: true,
    restoreOrder: true,
    zeroOutput: true,
    returnSequences: true,
    onGates: true,
    recurrentActivation: true,
    resetAfter: true,
  });
  const { x, kernel, recurrent, bias, initial } = inputs;
  const { resetAfter } = options;
  const kernelArguments = {
    ...recurrentArguments(inputs, options, {
      kind: "gru",
      gates: 3,
      biasShape: (units) => (resetAfter ? [2, 3 * units] : [3 * units]),
    }),
    recurrentActivation: activationCodes[options.recurrentActivation],
    resetAfter,
  };
  const recording = isRecording(x, kernel, recurrent, bias, initial);
  const { sequences, state, saved } = recurrentResults(kernelArguments, "gru", options, recording);
  kernels.gru({
    ...kernelArguments,
    bias: storageOf(bias),
    sequences: storageOf(sequences),
    state: state.storage,
    saved: storageOf(saved),
  });
  if (saved === null) return { sequences, state };
  options.onGates?.(recurrentTrace("gru", saved, kernelArguments, inputs.stepMask));
  const results = sequences === null ? [state] : [state, sequences];
  recordAll(results, [x, kernel, recurrent, bias, initial], ([dState, dSequences = null], requiresGradient) => {
    const [dx, dBias, dInitial] = [
      gradientOf(x, requiresGradient[0]),
      gradientOf(bias, requiresGradient[3]),
      gradientOf(initial, requiresGradient[4]),
    ];
    const [dKernel, dRecurrent] = [empty(kernel.shape), empty(recurrent.shape)];
    kernels.gruGradient({
      ...kernelArguments,
      saved: saved.storage,
      dSequences: storageOf(dSequences),
      dState: storageOf(dState),
      dx: storageOf(dx),
      dKernel: dKernel.storage,
      dRecurrent: dRecurrent.storage,
      dBias: storageOf(dBias),
      dInitial: storageOf(dInitial),
    });
    return [dx, dKernel, dRecurrent, dBias, dInitial];
  });
  return { sequences, state };
}

import { checkOptions } from "../tensor/options.ts";
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

/**
 * A simple recurrent network over whole sequences, in one kernel: h ← f(x·W + b + h·U) at each step (Elman 1990).
 * Gives h after every step, [batch, time, units], when returnSequences, and after the last, [batch, units]. Masks do
 * not get gradients.
 */
export function simpleRnn(
  inputs: RecurrentInputs,
  options: RecurrentOptions,
): { readonly sequences: Tensor | null; readonly state: Tensor } {
  checkOptions("simpleRnn", options, {
    activation: true,
    reverse: true,
    restoreOrder: true,
    zeroOutput: true,
    returnSequences: true,
    onGates: true,
  });
  const { x, kernel, recurrent, bias, initial } = inputs;
  const kernelArguments = recurrentArguments(inputs, options, {
    kind: "simpleRnn",
    gates: 1,
    biasShape: (units) => [units],
  });
  const recording = isRecording(x, kernel, recurrent, bias, initial);
  const { sequences, state, saved } = recurrentResults(kernelArguments, "simpleRnn", options, recording);
  kernels.simpleRnn({
    ...kernelArguments,
    bias: storageOf(bias),
    sequences: storageOf(sequences),
    state: state.storage,
    saved: storageOf(saved),
  });
  if (saved === null) return { sequences, state };
  options.onGates?.(recurrentTrace("simpleRnn", saved, kernelArguments, inputs.stepMask));
  const results = sequences === null ? [state] : [state, sequences];
  recordAll(results, [x, kernel, recurrent, bias, initial], ([dState, dSequences = null], requiresGradient) => {
    const [dx, dBias, dInitial] = [
      gradientOf(x, requiresGradient[0]),
      gradientOf(bias, requiresGradient[3]),
      gradientOf(initial, requiresGradient[4]),
    ];
    const [dKernel, dRecurrent] = [empty(kernel.shape), empty(recurrent.shape)];
    kernels.simpleRnnGradient({
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

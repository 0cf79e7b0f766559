import { activationOf } from "./activations.ts";
import {
  addTo,
  inputProduct,
  inputProductBack,
  row,
  rowOf,
  runBackward,
  runForward,
  statePart,
  statePartBack,
  zeroGradients,
} from "./recurrent.ts";
import type { ReferenceKernels } from "./types.ts";

/** h′ = f(x·W + b + h·U) */
export const simpleRnn: ReferenceKernels["simpleRnn"] = (args) => {
  const { bias, initial, sequences, state, saved, units, activation } = args;
  const { f } = activationOf(activation);
  runForward(args, {
    kind: "simpleRnn",
    initials: [initial],
    lasts: [state],
    sequences,
    saved,
    step: (place, [h]) => {
      const [input, recurrent, b] = [inputProduct(args, place, 0), statePart(args, place, 0, h), rowOf(bias, 0, units)];
      return { states: [row(units, (j) => f(input[j] + b[j] + recurrent[j]))], gates: [] };
    },
  });
};

export const simpleRnnGradient: ReferenceKernels["simpleRnnGradient"] = (args) => {
  const { saved, dSequences, dState, dx, dKernel, dRecurrent, dBias, dInitial, units, activation } = args;
  const { derivative } = activationOf(activation);
  const gradients = zeroGradients(args);
  const biasGradients = new Float64Array(units);
  runBackward(args, {
    kind: "simpleRnn",
    saved,
    dSequences,
    dLasts: [dState],
    dInitials: [dInitial],
    back: (place, [dh], { before: [h], after: [next] }) => {
      const d = row(units, (j) => dh[j] * derivative(next[j], NaN));
      addTo(biasGradients, 0, d);
      inputProductBack(args, place, 0, d, gradients);
      return [statePartBack(args, place, 0, h, d, gradients)];
    },
  });
  dx?.set(gradients.x);
  dKernel.set(gradients.kernel);
  dRecurrent.set(gradients.recurrent);
  dBias?.set(biasGradients);
};

import { activationOf } from "./activations.ts";
import {
  addTo,
  inputProduct,
  inputProductBack,
  plus,
  row,
  rowOf,
  runBackward,
  runForward,
  statePart,
  statePartBack,
  zeroGradients,
} from "./recurrent.ts";
import type { ReferenceKernels } from "./types.ts";

/**
 * Gates i, f, g (candidate), o in the order of the kernel's columns; σ is the recurrent activation, φ the activation.
 *   i = σ(x·Wi + bi + h·Ui)   f = σ(x·Wf + bf + h·Uf)   g = φ(x·Wg + bg + h·Ug)   o = σ(x·Wo + bo + h·Uo)
 *   c′ = f∘c + i∘g            h′ = o∘φ(c′)
 */
export const lstm: ReferenceKernels["lstm"] = (args) => {
  const { bias, initial, initialCell, sequences, state, cell, saved, units, activation, recurrentActivation } = args;
  const [phi, sigma] = [activationOf(activation).f, activationOf(recurrentActivation).f];
  runForward(args, {
    kind: "lstm",
    initials: [initial, initialCell],
    lasts: [state, cell],
    sequences,
    saved,
    step: (place, [h, c]) => {
      const [i, f, g, o] = [0, 1, 2, 3].map((gate) =>
        plus(inputProduct(args, place, gate), rowOf(bias, gate, units), statePart(args, place, gate, h)).map(
          gate === 2 ? phi : sigma,
        ),
      );
      const nextC = row(units, (j) => f[j] * c[j] + i[j] * g[j]);
      const nextH = row(units, (j) => o[j] * phi(nextC[j]));
      return { states: [nextH, nextC], gates: [i, f, g, o] };
    },
  });
};

export const lstmGradient: ReferenceKernels["lstmGradient"] = (args) => {
  const { saved, dSequences, dState, dCell, dx, dKernel, dRecurrent, dBias, dInitial, dInitialCell, units } = args;
  const phi = activationOf(args.activation);
  const sigma = activationOf(args.recurrentActivation).derivative;
  const gradients = zeroGradients(args);
  const biasGradients = new Float64Array(4 * units);
  runBackward(args, {
    kind: "lstm",
    saved,
    dSequences,
    dLasts: [dState, dCell],
    dInitials: [dInitial, dInitialCell],
    back: (place, [dh, dc], { before: [h, c], after: [, nextC], gates: [i, f, g, o] }) => {
      const value = nextC.map(phi.f);
      const dNextC = row(units, (j) => dc[j] + dh[j] * o[j] * phi.derivative(value[j], nextC[j]));
      // Gradients in what stands inside the activations of the gates.
      const inside = [
        row(units, (j) => dNextC[j] * g[j] * sigma(i[j], NaN)),
        row(units, (j) => dNextC[j] * c[j] * sigma(f[j], NaN)),
        row(units, (j) => dNextC[j] * i[j] * phi.derivative(g[j], NaN)),
        row(units, (j) => dh[j] * value[j] * sigma(o[j], NaN)),
      ];
      inside.forEach((d, gate) => {
        addTo(biasGradients, gate * units, d);
        inputProductBack(args, place, gate, d, gradients);
      });
      const previousH = plus(...inside.map((d, gate) => statePartBack(args, place, gate, h, d, gradients)));
      return [previousH, row(units, (j) => dNextC[j] * f[j])];
    },
  });
  dx?.set(gradients.x);
  dKernel.set(gradients.kernel);
  dRecurrent.set(gradients.recurrent);
  dBias?.set(biasGradients);
};

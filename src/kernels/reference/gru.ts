import { activationOf } from "./activations.ts";
import {
  addTo,
  inputProduct,
  inputProductBack,
  plus,
  product,
  productBack,
  row,
  rowOf,
  runBackward,
  runForward,
  stateMaskOf,
  statePart,
  statePartBack,
  times,
  zeroGradients,
} from "./recurrent.ts";
import type { ReferenceKernels } from "./types.ts";

/**
 * Gates z, r, n (candidate) in the order of the kernel's columns; σ is the recurrent activation, φ the activation.
 *   h′ = z∘h + (1 − z)∘n
 * resetAfter (Cho et al. 2014, first version; cuDNN), with a bias b of the input and a bias c of the recurrence:
 *   z = σ(x·Wz + bz + h·Uz + cz)   r = σ(x·Wr + br + h·Ur + cr)   m = h·Un + cn        n = φ(x·Wn + bn + r∘m)
 * otherwise (Cho et al. 2014, third version), with one bias:
 *   z = σ(x·Wz + bz + h·Uz)        r = σ(x·Wr + br + h·Ur)        m = r∘h              n = φ(x·Wn + bn + m·Un)
 * In the products h is multiplied by the recurrent mask of the gate (before the reset), in z∘h it is not.
 */
export const gru: ReferenceKernels["gru"] = (args) => {
  const { bias, initial, sequences, state, saved, units, activation, recurrentActivation, resetAfter } = args;
  const [phi, sigma] = [activationOf(activation).f, activationOf(recurrentActivation).f];
  const inputBias = (gate: number): Float32Array | Float64Array => rowOf(bias, gate, units);
  const recurrentBias = (gate: number): Float32Array | Float64Array => rowOf(resetAfter ? bias : null, 3 + gate, units);
  runForward(args, {
    kind: "gru",
    initials: [initial],
    lasts: [state],
    sequences,
    saved,
    step: (place, [h]) => {
      const [z, r] = [0, 1].map((gate) =>
        plus(
          inputProduct(args, place, gate),
          inputBias(gate),
          statePart(args, place, gate, h),
          recurrentBias(gate),
        ).map(sigma),
      );
      const m = resetAfter
        ? plus(statePart(args, place, 2, h), recurrentBias(2))
        : times(r, times(h, stateMaskOf(args, place, 2)));
      const reset = resetAfter ? times(r, m) : product(m, args.recurrent, 2 * units, units);
      const n = plus(inputProduct(args, place, 2), inputBias(2), reset).map(phi);
      return { states: [row(units, (j) => z[j] * h[j] + (1 - z[j]) * n[j])], gates: [z, r, n, m] };
    },
  });
};

export const gruGradient: ReferenceKernels["gruGradient"] = (args) => {
  const { recurrent, saved, dSequences, dState, dx, dKernel, dRecurrent, dBias, dInitial, units, resetAfter } = args;
  const [phi, sigma] = [activationOf(args.activation).derivative, activationOf(args.recurrentActivation).derivative];
  const gradients = zeroGradients(args);
  const biasGradients = new Float64Array((resetAfter ? 6 : 3) * units);
  runBackward(args, {
    kind: "gru",
    saved,
    dSequences,
    dLasts: [dState],
    dInitials: [dInitial],
    back: (place, [dh], { before: [h], gates: [z, r, n, m] }) => {
      // Gradients in what stands inside the activations of the gates.
      const dz = row(units, (j) => dh[j] * (h[j] - n[j]) * sigma(z[j], NaN));
      const dn = row(units, (j) => dh[j] * (1 - z[j]) * phi(n[j], NaN));
      const mask = stateMaskOf(args, place, 2);
      const dm = resetAfter ? times(dn, r) : productBack(m, recurrent, 2 * units, dn, gradients.recurrent);
      const resetTerm = resetAfter ? times(dn, m) : times(dm, times(h, mask));
      const dr = row(units, (j) => resetTerm[j] * sigma(r[j], NaN));
      [dz, dr, dn].forEach((d, gate) => {
        addTo(biasGradients, gate * units, d);
        inputProductBack(args, place, gate, d, gradients);
      });
      if (resetAfter) [dz, dr, dm].forEach((d, gate) => addTo(biasGradients, (3 + gate) * units, d));
      return [
        plus(
          times(dh, z),
          statePartBack(args, place, 0, h, dz, gradients),
          statePartBack(args, place, 1, h, dr, gradients),
          resetAfter ? statePartBack(args, place, 2, h, dm, gradients) : times(times(dm, r), mask),
        ),
      ];
    },
  });
  dx?.set(gradients.x);
  dKernel.set(gradients.kernel);
  dRecurrent.set(gradients.recurrent);
  dBias?.set(biasGradients);
};

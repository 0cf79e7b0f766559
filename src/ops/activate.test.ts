import { expect, test } from "vitest";
import { expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { activationCodes, type ActivationName } from "../kernels/activations.ts";
import { gradients } from "../tensor/tape.ts";
import { tensor } from "../tensor/tensor.ts";
import { activate } from "./activate.ts";
import { sum } from "./sum.ts";

use(createReference("float64"));

const names = Object.keys(activationCodes).filter((name): name is ActivationName => name in activationCodes);

/** Values at −2 and 1.5, computed from the definitions in kernels/activations.ts with Python's math module. */
const known: { readonly [Name in ActivationName]: readonly [number, number] } = {
  linear: [-2, 1.5],
  tanh: [-0.9640275801, 0.9051482536],
  sigmoid: [0.119202922, 0.8175744762],
  relu: [0, 1.5],
  hardSigmoid: [0.1666666667, 0.75],
  hardSigmoidKeras2: [0.1, 0.8],
  elu: [-0.8646647168, 1.5],
  selu: [-1.5201664686, 1.5760514808],
  softplus: [0.126928011, 1.7014132779],
  softsign: [-0.6666666667, 0.6],
  exponential: [0.1353352832, 4.4816890703],
  leakyRelu: [-0.4, 1.5],
  relu6: [0, 1.5],
  silu: [-0.238405844, 1.2263617143],
  gelu: [-0.0455002639, 1.3997891981],
  mish: [-0.2525014827, 1.4033782664],
};

test.each(names)("%s: known values, and its gradient on both sides of every kink", (name) => {
  const y = activate(tensor([-2, 1.5]), name).toArray();
  expect(y[0]).toBeCloseTo(known[name][0], 9);
  expect(y[1]).toBeCloseTo(known[name][1], 9);
  const x = tensor([-7.3, -3.6, -2.7, -1.4, -0.3, -0.01, 0.02, 0.4, 1.3, 2.4, 2.8, 3.7, 5.9, 6.2, 9.1]);
  expect(expectGradients((z) => activate(z, name), [x])).toBe(15);
});

test.each(names)("%s: value and gradient are finite at ±10,000", (name) => {
  // e^10000 is infinite in every floating-point type.
  const x = tensor(name === "exponential" ? [-1e4] : [-1e4, 1e4]);
  const { loss, gradients: found } = gradients(() => sum(activate(x, name)), [x]);
  expect([...loss.toArray(), ...found[0].toArray()].every(Number.isFinite)).toBe(true);
});

test.each([
  ["relu", 0, 0],
  ["leakyRelu", 0, 1],
  ["relu6", 0, 0],
  ["relu6", 6, 0],
  ["hardSigmoid", 3, 0],
  ["hardSigmoid", -3, 0],
  ["hardSigmoidKeras2", 2.5, 0],
  ["hardSigmoidKeras2", -2.5, 0],
] as const)("%s has the gradient of Keras on jax at its kink %d", (name, at, gradient) => {
  const x = tensor([at]);
  expect(Array.from(gradients(() => sum(activate(x, name)), [x]).gradients[0].toArray())).toEqual([gradient]);
});

test("every activation was checked", () => {
  expect(names).toHaveLength(16);
});

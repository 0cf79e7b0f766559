import { expect, test } from "vitest";
import { expectRecurrent, recurrentCases } from "../../test/recurrent-cases.ts";
import { composedGru } from "../../test/recurrent-composition.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { intTensor, tensor, zeros } from "../tensor/tensor.ts";
import { gru } from "./gru.ts";

use(createReference("float64"));

test.each([true, false])(
  "resetAfter %s: every case has the gradient of central differences, and equals its composition of small ops",
  (resetAfter) => {
    const biasShape = (units: number): number[] => (resetAfter ? [2, 3 * units] : [3 * units]);
    const counts = expectRecurrent(
      recurrentCases({ gates: 3, biasShape, states: 1, resetAfter }),
      ({ inputs, options }) => {
        const { sequences, state } = gru(inputs, options);
        return { sequences, states: [state] };
      },
      ({ inputs, options }) => composedGru(inputs, options),
    );
    expect(counts).toEqual({ cases: 54, elements: resetAfter ? 5706 : 5193 });
  },
);

const options = {
  activation: "linear",
  recurrentActivation: "linear",
  resetAfter: true,
  reverse: false,
  restoreOrder: false,
  zeroOutput: false,
  returnSequences: true,
} as const;

/** One unit: z = 0.5x, r = 2x, n = 3x + (recurrent part). */
const inputs = {
  x: tensor([[[1]]]),
  kernel: tensor([[0.5, 2, 3]]),
  recurrent: tensor([[0, 0, 5]]),
  bias: tensor([
    [0, 0, 7],
    [0, 0, 11],
  ]),
  initial: tensor([[4]]),
  stepMask: null,
  inputMask: null,
  recurrentMask: null,
};

test("gates come in the order z, r, n, and z keeps the old state", () => {
  // n = 3 + 7 + 2·(4·5 + 11) = 72, h = 0.5·4 + 0.5·72
  expect(Array.from(gru(inputs, options).state.toArray())).toEqual([38]);
  // n = 3 + 7 + (2·4)·5 = 50, h = 0.5·4 + 0.5·50
  const before = gru({ ...inputs, bias: tensor([0, 0, 7]) }, { ...options, resetAfter: false });
  expect(Array.from(before.state.toArray())).toEqual([27]);
});

test("the recurrent mask is in the products, not where z keeps the state", () => {
  const masked = { ...inputs, recurrentMask: tensor([[[9], [9], [0.5]]]) };
  // n = 3 + 7 + 2·(0.5·4·5 + 11) = 52, h = 0.5·4 + 0.5·52
  expect(Array.from(gru(masked, options).state.toArray())).toEqual([28]);
  // n = 3 + 7 + (2·0.5·4)·5 = 30, h = 0.5·4 + 0.5·30
  const before = gru({ ...masked, bias: tensor([0, 0, 7]) }, { ...options, resetAfter: false });
  expect(Array.from(before.state.toArray())).toEqual([17]);
});

test("the bias has a row for the recurrence with resetAfter alone", () => {
  expect(() => gru({ ...inputs, bias: zeros([3]) }, options)).toThrow("gru: bias has shape [2, 3] here, got [3]");
  expect(() => gru(inputs, { ...options, resetAfter: false })).toThrow("gru: bias has shape [3] here, got [2, 3]");
});

test("errors name the argument, its shape and the one expected", () => {
  expect(() => gru({ ...inputs, recurrentMask: zeros([1, 1, 1]) }, options)).toThrow(
    "gru: recurrentMask has shape [1, 3, 1] here, got [1, 1, 1]",
  );
  expect(() => gru({ ...inputs, stepMask: intTensor([[1, 1]]) }, options)).toThrow(
    "gru: stepMask has shape [1, 1] here, got [1, 2]",
  );
});

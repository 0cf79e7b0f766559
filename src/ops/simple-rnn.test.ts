import { expect, test } from "vitest";
import { expectRecurrent, ofLstm, ofSimpleRnn, recurrentCases } from "../../test/recurrent-cases.ts";
import { composedSimpleRnn } from "../../test/recurrent-composition.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { gradients } from "../tensor/tape.ts";
import { intTensor, tensor, zeros } from "../tensor/tensor.ts";
import { simpleRnn } from "./simple-rnn.ts";

use(createReference("float64"));

test("every case has the gradient of central differences, and equals its composition of small ops", () => {
  const cases = recurrentCases({ gates: 1, biasShape: (units) => [units], states: 1, resetAfter: false });
  const counts = expectRecurrent(
    cases,
    ({ inputs, options }) => {
      const { sequences, state } = simpleRnn(inputs, ofSimpleRnn(ofLstm(options)));
      return { sequences, states: [state] };
    },
    ({ inputs, options }) => composedSimpleRnn(inputs, options),
  );
  expect(counts).toEqual({ cases: 41, elements: 2168 });
});

const options = {
  activation: "linear",
  reverse: false,
  restoreOrder: false,
  zeroOutput: false,
  returnSequences: true,
} as const;

/** h ← x + 2h + 0.5 */
function inputsOf(x: number[]): Parameters<typeof simpleRnn>[0] {
  return {
    x: tensor(x, [1, x.length, 1]),
    kernel: tensor([[1]]),
    recurrent: tensor([[2]]),
    bias: tensor([0.5]),
    initial: tensor([[3]]),
    stepMask: null,
    inputMask: null,
    recurrentMask: null,
  };
}

test("known numbers, forward and in reverse", () => {
  const forward = simpleRnn(inputsOf([1, 10, 100]), options);
  expect(Array.from(forward.sequences?.toArray() ?? [])).toEqual([7.5, 25.5, 151.5]);
  expect(Array.from(forward.state.toArray())).toEqual([151.5]);
  const reversed = simpleRnn(inputsOf([1, 10, 100]), { ...options, reverse: true });
  expect(Array.from(reversed.sequences?.toArray() ?? [])).toEqual([106.5, 223.5, 448.5]);
  const restored = simpleRnn(inputsOf([1, 10, 100]), { ...options, reverse: true, restoreOrder: true });
  expect(Array.from(restored.sequences?.toArray() ?? [])).toEqual([448.5, 223.5, 106.5]);
  expect(Array.from(restored.state.toArray())).toEqual([448.5]);
});

test("masked steps carry the state, and repeat the output: zeros before the first kept step", () => {
  const inputs = { ...inputsOf([7, 1, 7, 10, 7]), stepMask: intTensor([[0, 1, 0, 1, 0]]) };
  const repeated = simpleRnn(inputs, options);
  expect(Array.from(repeated.sequences?.toArray() ?? [])).toEqual([0, 7.5, 7.5, 25.5, 25.5]);
  expect(Array.from(repeated.state.toArray())).toEqual([25.5]);
  const zeroed = simpleRnn(inputs, { ...options, zeroOutput: true });
  expect(Array.from(zeroed.sequences?.toArray() ?? [])).toEqual([0, 7.5, 0, 25.5, 0]);
});

test("a row without any kept step gives zeros and its initial state", () => {
  const { sequences, state } = simpleRnn({ ...inputsOf([7, 8]), stepMask: intTensor([[0, 0]]) }, options);
  expect(Array.from(sequences?.toArray() ?? [])).toEqual([0, 0]);
  expect(Array.from(state.toArray())).toEqual([3]);
});

test("without returnSequences there are none", () => {
  expect(simpleRnn(inputsOf([1, 10, 100]), { ...options, returnSequences: false }).sequences).toBeNull();
});

test("masks multiply the input and the state on its way into the product", () => {
  const inputs = { ...inputsOf([1, 10]), inputMask: tensor([[[4]]]), recurrentMask: tensor([[[0.5]]]) };
  // 4 · 1 + 2 · (0.5 · 3) + 0.5 = 7.5, then 4 · 10 + 2 · (0.5 · 7.5) + 0.5
  expect(Array.from(simpleRnn(inputs, options).sequences?.toArray() ?? [])).toEqual([7.5, 48]);
});

test("errors name the argument, its shape and the one expected", () => {
  const inputs = inputsOf([1, 2]);
  expect(() => simpleRnn({ ...inputs, x: zeros([2, 1]) }, options)).toThrow(
    "simpleRnn: x has the axes [batch, time, features], got shape [2, 1]",
  );
  expect(() => simpleRnn({ ...inputs, kernel: zeros([2, 1]) }, options)).toThrow(
    "simpleRnn: kernel has shape [1, 1] here, got [2, 1]",
  );
  expect(() => simpleRnn({ ...inputs, recurrent: zeros([1, 2]) }, options)).toThrow(
    "simpleRnn: recurrent has shape [1, 1] here, got [1, 2]",
  );
  expect(() => simpleRnn({ ...inputs, bias: zeros([2]) }, options)).toThrow(
    "simpleRnn: bias has shape [1] here, got [2]",
  );
  expect(() => simpleRnn({ ...inputs, initial: zeros([2, 1]) }, options)).toThrow(
    "simpleRnn: initial has shape [1, 1] here, got [2, 1]",
  );
  expect(() => simpleRnn({ ...inputs, stepMask: zeros([1, 2]) }, options)).toThrow(
    "simpleRnn: stepMask holds int32 values, got float64",
  );
  expect(() => simpleRnn({ ...inputs, stepMask: intTensor([[1]]) }, options)).toThrow(
    "simpleRnn: stepMask has shape [1, 2] here, got [1, 1]",
  );
  expect(() => simpleRnn({ ...inputs, inputMask: zeros([1, 3, 1]) }, options)).toThrow(
    "simpleRnn: inputMask has 1 as its second length, got shape [1, 3, 1]",
  );
  expect(() => simpleRnn({ ...inputs, recurrentMask: zeros([1, 3, 1]) }, options)).toThrow(
    "simpleRnn: recurrentMask has shape [1, 1, 1] here, got [1, 3, 1]",
  );
});

test("refuses to lose the gradient of a mask", () => {
  const mask = tensor([[[4]]]);
  const inputs = { ...inputsOf([1]), inputMask: mask };
  expect(() => gradients(() => simpleRnn(inputs, options).state, [mask])).toThrow(
    "simpleRnn: inputMask has no gradient",
  );
});

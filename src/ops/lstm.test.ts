import { expect, test } from "vitest";
import { expectRecurrent, ofLstm, recurrentCases } from "../../test/recurrent-cases.ts";
import { composedLstm } from "../../test/recurrent-composition.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { intTensor, tensor, zeros } from "../tensor/tensor.ts";
import { lstm } from "./lstm.ts";

use(createReference("float64"));

test("every case has the gradient of central differences, and equals its composition of small ops", () => {
  const cases = recurrentCases({ gates: 4, biasShape: (units) => [4 * units], states: 2, resetAfter: false });
  const counts = expectRecurrent(
    cases,
    ({ inputs, options }) => {
      const { sequences, state, cell } = lstm(inputs, ofLstm(options));
      return { sequences, states: [state, cell] };
    },
    ({ inputs, options }) => composedLstm(inputs, options),
  );
  expect(counts).toEqual({ cases: 55, elements: 7043 });
});

const options = {
  activation: "linear",
  recurrentActivation: "linear",
  reverse: false,
  restoreOrder: false,
  zeroOutput: false,
  returnSequences: true,
} as const;

/** One unit, no product with h: i = 2x, f = 3x, g = 5x, o = 7x. */
const inputs = {
  x: tensor([[[1], [2]]]),
  kernel: tensor([[2, 3, 5, 7]]),
  recurrent: zeros([1, 4]),
  bias: null,
  initial: null,
  initialCell: tensor([[1]]),
  stepMask: null,
  inputMask: null,
  recurrentMask: null,
};

test("gates come in the order i, f, g, o", () => {
  const { sequences, state, cell } = lstm(inputs, options);
  // c = 3·1 + 2·5 = 13, h = 7·13; then c = 6·13 + 4·10 = 118, h = 14·118
  expect(Array.from(sequences?.toArray() ?? [])).toEqual([91, 1652]);
  expect(Array.from(state.toArray())).toEqual([1652]);
  expect(Array.from(cell.toArray())).toEqual([118]);
});

test("a row without any kept step returns both initial states", () => {
  const masked = { ...inputs, initial: tensor([[4]]), stepMask: intTensor([[0, 0]]) };
  const { sequences, state, cell } = lstm(masked, options);
  expect(Array.from(sequences?.toArray() ?? [])).toEqual([0, 0]);
  expect([state.toArray()[0], cell.toArray()[0]]).toEqual([4, 1]);
});

test("errors name the argument, its shape and the one expected", () => {
  expect(() => lstm({ ...inputs, initialCell: zeros([2, 1]) }, options)).toThrow(
    "lstm: initialCell has shape [1, 1] here, got [2, 1]",
  );
  expect(() => lstm({ ...inputs, bias: zeros([3]) }, options)).toThrow("lstm: bias has shape [4] here, got [3]");
  expect(() => lstm({ ...inputs, inputMask: zeros([1, 3, 1]) }, options)).toThrow(
    "lstm: inputMask has 1 or 4 as its second length, got shape [1, 3, 1]",
  );
});

import { expect, test } from "vitest";
import { builtLayer, normalTensor } from "../../../test/built-layer.ts";
import { distinct, expectGradients } from "../../../test/gradients.ts";
import { use } from "../../kernels/current.ts";
import { createReference } from "../../kernels/reference.ts";
import { intTensor, type Tensor } from "../../tensor/tensor.ts";
import { layers } from "../registry.ts";
import { inference } from "../shared/inference.ts";
import { minGruGates } from "./min-gru.ts";
import { minLstmGates } from "./min-lstm.ts";
import { passOf } from "./shared/cell-pass.ts";
import { scanCell, scanDefaults } from "./shared/scan-cell.ts";

/*
 * minGRU and minLSTM against the paper's equations in plain loops, and whole passes against the loop over their steps,
 * in every order and with every mask.
 */

use(createReference("float64"));

const [batch, time, features, units] = [3, 5, 2, 4];
const x = normalTensor([batch, time, features], 5);
const mask = intTensor([
  [0, 1, 1, 0, 1],
  [1, 1, 0, 0, 0],
  [0, 0, 0, 0, 0],
]);
const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

/** What a step makes of a state and the products of its input, which are for this unit alone. */
const equations = {
  minGru: (h: number, [z, n]: readonly number[]) => (1 - sigmoid(z)) * h + sigmoid(z) * n,
  minLstm: (h: number, [f, i, n]: readonly number[]) => (sigmoid(f) * h + sigmoid(i) * n) / (sigmoid(f) + sigmoid(i)),
} as const;

const kinds = ["minGru", "minLstm"] as const;

test.each(kinds)("%s by the paper's equations, one scalar after another", (kind) => {
  const { layer, weights } = builtLayer(layers[kind]({ units, returnSequences: true }), [time, features]);
  const [kernel, bias] = ["kernel", "bias"].map((name) => weights.get(name)?.toArray() ?? []);
  const y = layer.call({ value: x, mask: null }, inference).value.toArray();
  const values = x.toArray();
  const gates = bias.length / units;
  expect(gates).toBe(kind === "minGru" ? 2 : 3);
  for (let b = 0; b < batch; b++) {
    for (let unit = 0; unit < units; unit++) {
      let h = 0;
      for (let t = 0; t < time; t++) {
        const products = Array.from({ length: gates }, (_, gate) => {
          const column = gate * units + unit;
          const [first, second] = [0, 1].map((i) => values[(b * time + t) * features + i]);
          return bias[column] + first * kernel[column] + second * kernel[gates * units + column];
        });
        h = equations[kind](h, products);
        expect(y[(b * time + t) * units + unit]).toBeCloseTo(h, 10);
      }
    }
  }
});

const orders = [false, true].flatMap((reverse) =>
  [false, true].flatMap((restoreOrder) =>
    [false, true].flatMap((zeroOutput) =>
      [false, true].map((returnSequences) => ({ order: { reverse, restoreOrder, zeroOutput }, returnSequences })),
    ),
  ),
);

/** The cells of the two layers, with weights that all differ. */
const cells = {
  minGru: () => scanCell("minGru", { units, ...scanDefaults }, 2, minGruGates(units)),
  minLstm: () => scanCell("minLstm", { units, ...scanDefaults }, 3, minLstmGates(units)),
} as const;

test.each(kinds)("%s: a pass in one scan is the loop over its steps, in every order and with every mask", (kind) => {
  const cell = cells[kind]().build(features, (name, shape) => distinct(name, shape));
  const { outputSize, stateSizes } = cell;
  const loop = passOf({ outputSize, stateSizes, step: (...given) => cell.step(...given) });
  const pass = passOf(cell);
  let compared = 0;
  for (const given of orders) {
    for (const own of [null, mask]) {
      for (const initial of [null, [normalTensor([batch, units], 6)]]) {
        const [a, b] = [pass, loop].map((run) => run({ value: x, mask: own }, { ...given, initial }, inference));
        expect(a.output.shape).toEqual(b.output.shape);
        const both = [a, b].map(({ output, states }) => [...output.toArray(), ...states[0].toArray()]);
        both[0].forEach((each, i) => expect(each).toBeCloseTo(both[1][i], 12));
        compared += 1;
      }
    }
  }
  expect(compared).toBe(64);
});

test.each(kinds)("%s: gradients of weights, input and first state, with a mask", (kind) => {
  const weights: Tensor[] = [];
  const initial = distinct("initial", [batch, units]);
  const layer = layers[kind]({ units, returnSequences: true }).buildMultiInput(
    [[time, features], [units]],
    (name, shape) => {
      weights.push(distinct(name, shape));
      return weights[weights.length - 1];
    },
  );
  const call = (given: Tensor | null, first: boolean): Tensor =>
    layer.call([{ value: x, mask: given }, ...(first ? [{ value: initial, mask: null }] : [])], inference)[0].value;
  expect(expectGradients(() => call(null, true), [x, initial, ...weights])).toBeGreaterThan(50);
  expect(expectGradients(() => call(mask, false), weights)).toBeGreaterThan(20);
  expect(expectGradients(() => call(mask, true), weights)).toBeGreaterThan(20);
});

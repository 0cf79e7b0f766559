import { expect, test } from "vitest";
import { builtLayer, normalTensor } from "../../../test/built-layer.ts";
import { distinct, expectGradients } from "../../../test/gradients.ts";
import { use } from "../../kernels/current.ts";
import { createReference } from "../../kernels/reference.ts";
import { initializers } from "../../initializers/registry.ts";
import { activate } from "../../ops/activate.ts";
import { add } from "../../ops/add.ts";
import { concatenate } from "../../ops/concatenate.ts";
import { linear } from "../../ops/linear.ts";
import { matmul } from "../../ops/matmul.ts";
import { reshape } from "../../ops/reshape.ts";
import { scale } from "../../ops/scale.ts";
import { randomKey } from "../../tensor/random.ts";
import { intTensor, type Tensor } from "../../tensor/tensor.ts";
import type { CellSpec } from "./shared/cell.ts";
import { gruCell } from "./gru-cell.ts";
import { gru } from "./gru.ts";
import { layerNormGru } from "./layer-norm-gru.ts";
import { layerNormLstm } from "./layer-norm-lstm.ts";
import type { LayerSpec, Masked } from "../layer.ts";
import { lstmCell } from "./lstm-cell.ts";
import { lstm } from "./lstm.ts";
import type { RecurrentSpec } from "./shared/recurrent.ts";
import { rnn } from "./rnn.ts";
import { simpleRnnCell } from "./simple-rnn-cell.ts";
import { simpleRnn } from "./simple-rnn.ts";
import { stackedRnnCells } from "./stacked-rnn-cells.ts";

use(createReference("float64"));

const [batch, time, features] = [3, 5, 2];
const x = normalTensor([batch, time, features], 5);
const mask = intTensor([
  [0, 1, 1, 0, 1],
  [1, 1, 0, 0, 0],
  [0, 0, 0, 0, 0],
]);
const contexts = [
  { training: false, key: randomKey(2) },
  { training: true, key: randomKey(2) },
];

/** A cell without a pass of its own, so that rnn goes through its steps one by one. */
function stepwise(spec: CellSpec): CellSpec {
  return {
    ...spec,
    build(width, weight) {
      const cell = spec.build(width, weight);
      return { outputSize: cell.outputSize, stateSizes: cell.stateSizes, step: (...given) => cell.step(...given) };
    },
  };
}

/** What differs from Keras's Elman cell: the output is not the state. */
const ownCell = (units: number): CellSpec<"ownCell", { readonly units: number }> => ({
  kind: "ownCell",
  options: { units },
  build(width, weight) {
    const kernel = weight("kernel", [width, units], initializers.glorotUniform());
    const recurrent = weight("recurrentKernel", [units, units], initializers.orthogonal());
    const readout = weight("readout", [units, 2], initializers.glorotUniform());
    const bias = weight("bias", [units], initializers.zeros());
    return {
      outputSize: 2,
      stateSizes: [units],
      step(input, [h]) {
        const next = activate(add(linear(input, kernel, bias), matmul(scale(h, 0.5), recurrent)), "tanh");
        return { output: matmul(next, readout), states: [next] };
      },
    };
  },
});

function numbers(output: Masked): number[] {
  return Array.from(output.value.toArray());
}

function expectNear(a: readonly number[], b: readonly number[]): void {
  expect(a).toHaveLength(b.length);
  a.forEach((value, i) => expect(value).toBeCloseTo(b[i], 11));
}

const passes = [false, true].flatMap((returnSequences) =>
  [false, true].flatMap((goBackwards) =>
    [false, true].map((zeroOutputForMask) => ({ returnSequences, goBackwards, zeroOutputForMask })),
  ),
);

const dropping = { units: 3, dropout: 0.4, recurrentDropout: 0.3 };
const pairs: readonly (readonly [string, (options: object) => RecurrentSpec, CellSpec])[] = [
  ["simpleRnn", (options) => simpleRnn({ ...dropping, ...options }), simpleRnnCell(dropping)],
  ["lstm", (options) => lstm({ ...dropping, ...options }), lstmCell(dropping)],
  ["gru", (options) => gru({ ...dropping, ...options }), gruCell(dropping)],
  [
    "gru, reset before",
    (options) => gru({ ...dropping, resetAfter: false, ...options }),
    gruCell({ ...dropping, resetAfter: false }),
  ],
];

test.each(pairs)(
  "%s is rnn of its cell, in one kernel and step by step, with every mask and order",
  (_, layer, cell) => {
    let compared = 0;
    for (const options of passes) {
      for (const context of contexts) {
        for (const stepMask of [null, mask]) {
          const reversed = options.goBackwards && options.returnSequences && stepMask !== null;
          if (reversed) continue;
          const [a, b, c] = [layer(options), rnn({ cell, ...options }), rnn({ cell: stepwise(cell), ...options })].map(
            (spec) => numbers(builtLayer(spec, [time, features]).layer.call({ value: x, mask: stepMask }, context)),
          );
          expect(b).toEqual(a);
          expectNear(c, a);
          compared++;
        }
      }
    }
    expect(compared).toBe(28);
  },
);

test("stacked cells are layers one above the other, masked and backwards, and step by step", () => {
  expect.hasAssertions();
  const cells = [lstmCell({ units: 3 }), gruCell({ units: 2 }), simpleRnnCell({ units: 4 })];
  for (const goBackwards of [false, true]) {
    for (const stepMask of [null, mask]) {
      const { layer, weights } = builtLayer(rnn({ cell: stackedRnnCells(cells), goBackwards }), [time, features]);
      const steps = builtLayer(rnn({ cell: stepwise(stackedRnnCells(cells)), goBackwards }), [time, features]).layer;
      const order = { goBackwards: false, returnSequences: true };
      const own: readonly LayerSpec[] = [
        lstm({ units: 3, ...order, goBackwards }),
        gru({ units: 2, ...order }),
        simpleRnn({ units: 4 }),
      ];
      // Only the first layer turns the order round: those above read what it gives. A mask would have to be turned too.
      if (stepMask === null) {
        let value = x;
        own.forEach((spec, i) => {
          const built = spec.build(value.shape.slice(1), (name) => weights.get(`cells.${i}.${name}`) ?? x);
          ({ value } = built.call({ value, mask: null }, contexts[0]));
        });
        expectNear(numbers(layer.call({ value: x, mask: null }, contexts[0])), Array.from(value.toArray()));
      }
      expectNear(
        numbers(steps.call({ value: x, mask: stepMask }, contexts[0])),
        numbers(layer.call({ value: x, mask: stepMask }, contexts[0])),
      );
    }
  }
});

test("a stack drops different things in cells of the same options", () => {
  const cell = simpleRnnCell({ units: 3, dropout: 0.5 });
  const { layer } = builtLayer(rnn({ cell: stackedRnnCells([cell, cell]), returnSequences: true }), [time, features]);
  const [still, dropped] = contexts.map((context) => numbers(layer.call({ value: x, mask: null }, context)));
  expect(dropped).not.toEqual(still);
});

const epsilon = 0.1;
const gradientCases: readonly (readonly [string, (options: object) => RecurrentSpec])[] = [
  ["a cell of one's own", (options) => rnn({ cell: ownCell(3), returnSequences: true, ...options })],
  ["a cell of one's own, backwards", (options) => rnn({ cell: ownCell(3), goBackwards: true, ...options })],
  ["stacked cells", (options) => rnn({ cell: stackedRnnCells([gruCell({ units: 2 }), ownCell(2)]), ...options })],
  ["layerNormLstm", (options) => layerNormLstm({ units: 3, returnSequences: true, epsilon, ...options })],
  ["layerNormGru", (options) => layerNormGru({ units: 3, returnSequences: true, epsilon, ...options })],
  ["layerNormLstm, dropout", (options) => layerNormLstm({ ...dropping, useBias: false, epsilon, ...options })],
  ["layerNormGru, dropout", (options) => layerNormGru({ ...dropping, useBias: false, epsilon, ...options })],
  ["lstm", (options) => lstm({ units: 3, returnSequences: true, ...options })],
];

test.each(gradientCases)(
  "%s: gradients in the input, all weights and initial states, through all outputs",
  (_, make) => {
    const spec = make({ returnState: true });
    const sizes = spec.buildMultiInput([[time, features]], (name, shape) => distinct(name, shape)).outputs.slice(1);
    const initial = sizes.map(([size], i) => distinct(`initial ${i}`, [batch, size ?? 0]));
    for (const stepMask of [null, mask]) {
      const weights = new Map<string, Tensor>();
      const layer = spec.buildMultiInput([[time, features], ...sizes], (name, shape) => {
        const weight = distinct(name, shape, -0.9, 0.9);
        weights.set(name, weight);
        return weight;
      });
      const loss = (): Tensor => {
        const given = initial.map((value) => ({ value, mask: null }));
        const outputs = layer.call([{ value: x, mask: stepMask }, ...given], contexts[1]);
        return concatenate(outputs.map(({ value }) => reshape(value, [1, value.size])));
      };
      expect(expectGradients(loss, [x, ...weights.values(), ...initial], 2e-7)).toBeGreaterThan(40);
    }
  },
);

test("a cell of one's own passes masks as Keras does: states carried over, outputs repeated or zero", () => {
  const { layer, weights } = builtLayer(rnn({ cell: ownCell(3), returnSequences: true }), [time, features]);
  const zeroed = builtLayer(rnn({ cell: ownCell(3), returnSequences: true, zeroOutputForMask: true }), [
    time,
    features,
  ]);
  const [rows, zeroRows] = [layer, zeroed.layer].map((each) => numbers(each.call({ value: x, mask }, contexts[0])));
  const step = (b: number, t: number, from: readonly number[]): readonly number[] =>
    from.slice((b * time + t) * 2, (b * time + t) * 2 + 2);
  // Row 0 skips its first step and its fourth; what it computes is what the steps 1, 2, 4 alone give.
  const kept = Array.from(x.toArray()).slice(0, time * features);
  const alone = [1, 2, 4].flatMap((t) => kept.slice(t * features, (t + 1) * features));
  const shorter = rnn({ cell: ownCell(3), returnSequences: true }).build(
    [3, features],
    (name) => weights.get(name) ?? x,
  );
  const expected = numbers(shorter.call({ value: normalOf(alone, [1, 3, features]), mask: null }, contexts[0]));
  expectNear(
    [1, 2, 4].flatMap((t) => step(0, t, rows)),
    expected,
  );
  expect(step(0, 0, rows)).toEqual([0, 0]);
  expect(step(0, 3, rows)).toEqual(step(0, 2, rows));
  expect(step(0, 3, zeroRows)).toEqual([0, 0]);
  expect(rows.slice(20)).toEqual(Array.from({ length: 10 }, () => 0));
});

function normalOf(values: readonly number[], shape: readonly number[]): Tensor {
  return reshape(concatenate(values.map((value) => scale(normalTensor([1], 1), 0, value))), shape);
}

const wrong = (made: (h: Tensor) => { output: Tensor; states: Tensor[] }): CellSpec => ({
  kind: "wrong",
  options: {},
  build: () => ({ outputSize: 3, stateSizes: [3], step: (_input, [h]) => made(h) }),
});

function run(cell: CellSpec): number[] {
  return numbers(builtLayer(rnn({ cell }), [time, features]).layer.call({ value: x, mask: null }, contexts[0]));
}

test("cells that give what they do not say are refused", () => {
  expect(() => run(wrong((h) => ({ output: h, states: [] })))).toThrow(
    "a step of a recurrent cell gave an output [3, 3] and states none, but its outputSize and stateSizes say an " +
      "output [3, 3] and states [3, 3]",
  );
  expect(() => run(wrong((h) => ({ output: reshape(h, [1, 9]), states: [h] })))).toThrow("gave an output [1, 9]");
  expect(() => stackedRnnCells([])).toThrow("stackedRnnCells needs at least one cell, got none");
});

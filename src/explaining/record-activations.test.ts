import { expect, test } from "vitest";
import { distinct } from "../../test/gradients.ts";
import { bidirectional } from "../layers/recurrent/bidirectional.ts";
import { embedding } from "../layers/embedding.ts";
import { gru } from "../layers/recurrent/gru.ts";
import { lstm } from "../layers/recurrent/lstm.ts";
import { multiHeadAttention } from "../layers/attention/multi-head-attention.ts";
import { simpleRnn } from "../layers/recurrent/simple-rnn.ts";
import { sequential } from "../models/sequential.ts";
import { intTensor } from "../tensor/tensor.ts";
import { recordActivations } from "./record-activations.ts";

test("every pass and every attention, by layer, in the order of the input", () => {
  const model = sequential(
    [
      embedding({ inputDim: 9, outputDim: 4, maskZero: true }),
      multiHeadAttention({ numHeads: 2, keyDim: 3 }),
      bidirectional({ layer: lstm({ units: 3, returnSequences: true }) }),
      gru({ units: 2, goBackwards: true }),
    ],
    { input: [null] },
  );
  const { output, passes, attentions } = recordActivations(model, intTensor([[0, 7, 3, 8]]));
  expect(passes.map(({ layer, kind, reverse }) => [layer, kind, reverse])).toEqual([
    ["layers.2", "lstm", false],
    ["layers.2", "lstm", true],
    ["layers.3", "gru", true],
  ]);
  expect(passes[0].gates.map(({ name, values }) => [name, values.length, values[0].length])).toEqual(
    ["input", "forget", "candidate", "output"].map((name) => [name, 3, 4]),
  );
  expect(passes[2].states.map(({ name }) => name)).toEqual(["hidden"]);
  // The padding computes no gates, and leaves the state of zeros as it was.
  for (const { values } of passes[0].gates) {
    for (const unit of values)
      expect([...unit].map((value) => Number.isNaN(value))).toEqual([true, false, false, false]);
  }
  expect(passes[0].states[0].values.map((unit) => unit[0])).toEqual([0, 0, 0]);
  // Read from its end, the last state stands at the first step, and the padding there hands it on from the one behind.
  const last = passes[2].states[0].values;
  expect(Array.from(output)).toEqual(last.map((unit) => unit[0]));
  expect(last.map((unit) => unit[0])).toEqual(last.map((unit) => unit[1]));
  expect(last[0][1]).not.toBe(last[0][2]);
  expect(attentions).toHaveLength(1);
  const [{ layer, weights }] = attentions;
  expect([layer, weights.length, weights[0].length, weights[0][0].length]).toEqual(["layers.1", 2, 4, 4]);
  for (const row of weights.flat()) {
    expect(row.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
    expect(row[0]).toBe(0);
  }
});

test("a simple recurrent network has a state and no gates", () => {
  const model = sequential([simpleRnn({ units: 3 })], { input: [5, 2] });
  const { output, passes } = recordActivations(model, distinct("x", [1, 5, 2]));
  expect(passes[0].gates).toEqual([]);
  expect(passes[0].states[0].values.map((unit) => unit[4])).toEqual(Array.from(output));
  expect(() => recordActivations(model, distinct("x", [2, 5, 2]))).toThrow(
    "recordActivations looks at one example, [1, ...], got [2, 5, 2]",
  );
});

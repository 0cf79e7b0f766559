import { expect, test } from "vitest";
import { builtLayer, normalTensor } from "../../../test/built-layer.ts";
import { randomKey } from "../../tensor/random.ts";
import { intTensor, type Tensor } from "../../tensor/tensor.ts";
import { bidirectional, type MergeMode } from "./bidirectional.ts";
import { gru } from "./gru.ts";
import type { LayerSpec } from "../layer.ts";
import { lstm } from "./lstm.ts";
import type { RecurrentSpec } from "./shared/recurrent.ts";
import { simpleRnn } from "./simple-rnn.ts";

const [batch, time, features, units] = [3, 4, 2, 3];
const x = normalTensor([batch, time, features], 9);
const context = { training: false, key: randomKey(0) };
const input = [time, features];
const mask = intTensor([
  [0, 1, 1, 0],
  [1, 1, 1, 1],
  [0, 0, 0, 0],
]);

const cells: readonly (readonly [string, (options: object) => RecurrentSpec])[] = [
  ["simpleRnn", (options) => simpleRnn({ units, ...options })],
  ["lstm", (options) => lstm({ units, ...options })],
  ["gru", (options) => gru({ units, ...options })],
];

/** What one direction gives by itself, [batch, (time,) units]; its weights are those named forward.… or backward.…. */
function direction(
  spec: LayerSpec,
  prefix: string,
  weights: ReadonlyMap<string, Tensor>,
  stepMask: Tensor | null,
): number[] {
  const layer = spec.build(input, (name) => weights.get(`${prefix}.${name}`) ?? missing(name));
  return Array.from(layer.call({ value: x, mask: stepMask }, context).value.toArray());
}

function missing(name: string): never {
  throw new Error(`no weight ${name}`);
}

/** sequences [batch, time, units] with time reversed */
function turned(sequences: readonly number[]): number[] {
  return Array.from({ length: batch * time }, (_, row) => {
    const [b, t] = [Math.floor(row / time), row % time];
    const start = (b * time + time - 1 - t) * units;
    return sequences.slice(start, start + units);
  }).flat();
}

const modes = ["concat", "sum", "mul", "ave"] as const;
const merges: Record<MergeMode, (a: readonly number[], b: readonly number[]) => number[]> = {
  concat: (a, b) =>
    Array.from({ length: a.length / units }, (_, row) =>
      [a, b].flatMap((v) => v.slice(row * units, (row + 1) * units)),
    ).flat(),
  sum: (a, b) => a.map((v, i) => v + b[i]),
  mul: (a, b) => a.map((v, i) => v * b[i]),
  ave: (a, b) => a.map((v, i) => (v + b[i]) / 2),
};

function expectNear(got: Tensor, expected: readonly number[]): void {
  const numbers = got.toArray();
  expect(numbers).toHaveLength(expected.length);
  numbers.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 6));
}

test.each(cells)("bidirectional %s is a layer and a backward layer, merged, in every mode", (_, cell) => {
  expect(modes).toHaveLength(4);
  for (const mergeMode of modes) {
    for (const returnSequences of [false, true]) {
      const { layer, weights } = builtLayer(bidirectional({ layer: cell({ returnSequences }), mergeMode }), input);
      const ahead = direction(cell({ returnSequences }), "forward", weights, null);
      const back = direction(cell({ returnSequences, goBackwards: true }), "backward", weights, null);
      const width = mergeMode === "concat" ? 2 * units : units;
      expect(layer.output).toEqual(returnSequences ? [time, width] : [width]);
      expectNear(
        layer.call({ value: x, mask: null }, context).value,
        merges[mergeMode](ahead, returnSequences ? turned(back) : back),
      );
    }
  }
});

test.each(cells)(
  "bidirectional %s honours a mask in both directions: zeros at skipped steps, and sequences keep it",
  (_, cell) => {
    const { layer, weights } = builtLayer(
      bidirectional({ layer: cell({ returnSequences: true }), mergeMode: "concat" }),
      input,
    );
    const output = layer.call({ value: x, mask }, context);
    expect(output.mask).toBe(mask);
    const kept = mask.toArray();
    const rows = Array.from(output.value.toArray());
    const zeros = Array.from(kept, (_keep, row) =>
      rows.slice(row * 2 * units, (row + 1) * 2 * units).map((value) => (value === 0 ? 1 : 0)),
    );
    expect(zeros).toEqual(Array.from(kept, (keep) => Array.from({ length: 2 * units }, () => 1 - keep)));

    const last = builtLayer(bidirectional({ layer: cell({}), mergeMode: "sum" }), input);
    const ahead = direction(cell({}), "forward", last.weights, mask);
    const back = direction(cell({ goBackwards: true }), "backward", last.weights, mask);
    const merged = last.layer.call({ value: x, mask }, context);
    expectNear(merged.value, merges.sum(ahead, back));
    expect(merged.mask).toBeNull();
    expect(weights.size).toBe(6);
  },
);

test("the two directions drop different inputs", () => {
  const { layer, weights } = builtLayer(bidirectional({ layer: simpleRnn({ units, dropout: 0.5 }) }), [1, 40]);
  // The same weights both ways: without dropout a single step gives the same twice.
  const same = bidirectional({ layer: simpleRnn({ units, dropout: 0.5 }) }).build([1, 40], (name) => {
    return weights.get(name.replace("backward", "forward")) ?? missing(name);
  });
  const one = normalTensor([1, 1, 40], 3);
  const [still, dropped] = [false, true].map((training) =>
    same.call({ value: one, mask: null }, { training, key: randomKey(2) }).value.toArray(),
  );
  expect(still.slice(0, units)).toEqual(still.slice(units));
  expect(dropped.slice(0, units)).not.toEqual(dropped.slice(units));
  expect(layer.output).toEqual([2 * units]);
});

test("goBackwards and unknown merge modes are refused", () => {
  expect(() => bidirectional({ layer: gru({ units, goBackwards: true }) })).toThrow(
    "leave goBackwards out of its layer",
  );
  // @ts-expect-error: the types refuse it, plain JavaScript does not
  expect(() => bidirectional({ layer: gru({ units }), mergeMode: "none" })).toThrow(
    "mergeMode must be one of concat, sum, mul, ave",
  );
});

import { beforeAll, describe, expect, test } from "vitest";
import { startNode } from "../../src/kernels/start-node.ts";
import { layerCases, type Golden, type LayerCase } from "./read.ts";
import { check, needsOp, runLayer, runOp, tensorsOf } from "./run.ts";

/*
 * Every layer against numbers from Keras and PyTorch: outputs and all gradients, for weights that differ everywhere. On the backend in use;
 * LOOKBACK_KERNELS chooses another.
 */

beforeAll(() => {
  startNode();
});

/** Files of recurrent layers, with how many cases each has and how many of them the layer, and not only its op, can run. */
const recurrent = [
  { file: "gru.json", cases: 37, byLayer: 24 },
  { file: "lstm.json", cases: 19, byLayer: 12 },
  { file: "simple-rnn.json", cases: 20, byLayer: 12 },
];

const others = [
  { file: "bidirectional.json", cases: 24 },
  { file: "dense.json", cases: 7 },
  { file: "conv1d.json", cases: 23 },
  { file: "pooling.json", cases: 18 },
  { file: "layer-normalization.json", cases: 7 },
  { file: "embedding.json", cases: 5 },
];

const where = (file: string, { name, source }: LayerCase): string => `${file}, "${name}" from ${source}`;

describe.each(recurrent)("$file", ({ file, cases, byLayer }) => {
  const all = layerCases(file);
  const possible = all.filter((golden) => !needsOp(golden));

  test(`has ${cases} cases, ${byLayer} of them for the layer`, () => {
    expect([all.length, possible.length]).toEqual([cases, byLayer]);
  });

  test.each(all)("op: $name", (golden) => {
    check(`${where(file, golden)}, op`, golden, tensorsOf(golden), runOp(golden));
  });

  test.each(possible)("layer: $name", (golden) => {
    check(`${where(file, golden)}, layer`, golden, tensorsOf(golden), runLayer(golden));
  });
});

describe.each(others)("$file", ({ file, cases }) => {
  const all = layerCases(file);

  test(`has ${cases} cases`, () => {
    expect(all.length).toBe(cases);
  });

  test.each(all)("$name", (golden) => {
    check(where(file, golden), golden, tensorsOf(golden), runLayer(golden));
  });
});

test("embedding.json: the mask of maskZero", () => {
  const masked = layerCases("embedding.json").filter(({ outputMask }) => outputMask !== undefined);
  expect(masked.length).toBe(1);
  for (const golden of masked) {
    const { mask } = runLayer(golden)(tensorsOf(golden));
    expect([...mask.toArray()]).toEqual(golden.outputMask?.values);
  }
});

describe("the comparison notices", () => {
  const broken = (file: string, weight: string, change: (golden: Golden) => Golden): (() => void) => {
    const golden = layerCases(file).find(({ name }) => name.endsWith("wide"));
    if (golden === undefined) throw new Error(`${file} has no wide case`);
    const weights = { ...golden.weights, [weight]: change(golden.weights[weight]) };
    return () => check(where(file, golden), golden, tensorsOf({ ...golden, weights }), runOp(golden));
  };
  /** Exchanges the columns of gates a and b. */
  const exchange =
    (a: number, b: number) =>
    ({ shape, values }: Golden): Golden => {
      const [, columns] = shape;
      const units = 17;
      const gate = (column: number): number => Math.floor(column / units);
      const from = (column: number): number =>
        gate(column) === a ? column + (b - a) * units : gate(column) === b ? column + (a - b) * units : column;
      return { shape, values: values.map((_, i) => values[i - (i % columns) + from(i % columns)]) };
    };
  const nudge = ({ shape, values }: Golden): Golden => ({
    shape,
    values: values.map((v, i) => (i === 5 ? v + 0.001 : v)),
  });

  test.each([
    ["gru.json", "kernel", 0, 1],
    ["gru.json", "recurrentKernel", 1, 2],
    ["lstm.json", "kernel", 0, 1],
    ["lstm.json", "recurrentKernel", 2, 3],
  ] as const)("%s: gates of %s exchanged (%i, %i)", (file, weight, a, b) => {
    expect(broken(file, weight, exchange(a, b))).toThrow(/sequences|output: element .* golden/);
  });

  test.each(["gru.json", "lstm.json", "simple-rnn.json"])("%s: one weight changed by 0.001", (file) => {
    expect(broken(file, "recurrentKernel", nudge)).toThrow(/element .* golden/);
  });
});

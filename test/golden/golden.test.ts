import { beforeAll, describe, expect, test } from "vitest";
import { startNode } from "../../src/kernels/start-node.ts";
import { layerCases, type Golden, type LayerCase } from "./read.ts";
import { compare, needsOp, runLayer, runOp, tensorsOf } from "./run.ts";

/*
 * Every layer against numbers from Keras and PyTorch: outputs and all gradients, for weights that differ everywhere. On
 * the backend in use; LOOKBACK_KERNELS chooses another.
 */

beforeAll(() => {
  startNode();
});

/**
 * Files of recurrent layers, with how many cases each has and how many of them the layer, and not only its op, can run.
 */
const recurrent = [
  { file: "gru.json", cases: 39, byLayer: 20 },
  { file: "lstm.json", cases: 20, byLayer: 10 },
  { file: "simple-rnn.json", cases: 21, byLayer: 10 },
];

const others = [
  { file: "bidirectional.json", cases: 24 },
  { file: "recurrent-options.json", cases: 200 },
  { file: "dense.json", cases: 7 },
  { file: "conv1d.json", cases: 23 },
  { file: "pooling.json", cases: 20 },
  { file: "layer-normalization.json", cases: 7 },
  { file: "embedding.json", cases: 5 },
  { file: "multi-head-attention.json", cases: 11 },
  { file: "transformer-encoder.json", cases: 10 },
];

const where = (file: string, { name, source }: LayerCase): string => `${file}, "${name}" from ${source}`;

describe.each(recurrent)("$file", ({ file, cases, byLayer }) => {
  const all = layerCases(file);
  const possible = all.filter((golden) => !needsOp(golden));

  test(`has ${cases} cases, ${byLayer} of them for the layer`, () => {
    expect([all.length, possible.length]).toEqual([cases, byLayer]);
  });

  test.each(all)("op: $name", (golden) => {
    expect(compare(`${where(file, golden)}, op`, golden, tensorsOf(golden), runOp(golden))).toEqual([]);
  });

  test.each(possible)("layer: $name", (golden) => {
    expect(compare(`${where(file, golden)}, layer`, golden, tensorsOf(golden), runLayer(golden))).toEqual([]);
  });
});

/**
 * Where we differ from the golden file on purpose: the last output of a row whose steps are all masked, when states are
 * handed in. Keras documents zeros for it, which is what we give (docs/layers/recurrent.md); on jax, with which the
 * file was made, Keras gives the initial state, and the gradient of that output to it.
 */
const zerosForMaskedRows = ["simpleRnn", "lstm", "gru"].map((kind) => `${kind}, last output, returnState true`);

/** The row of a case whose steps are all masked. Throws an Error unless there is exactly one. */
function maskedRow({ inputs }: LayerCase): number {
  const { shape, values } = inputs["stepMask"];
  const time = shape[1];
  const rows = Array.from({ length: shape[0] }, (_, row) => row).filter((row) =>
    values.slice(row * time, (row + 1) * time).every((step) => step === 0),
  );
  if (rows.length !== 1) throw new Error(`one row has nothing but masked steps, got ${rows.length}`);
  return rows[0];
}

/** The numbers with one row changed by what f says. */
function withRow({ shape, values }: Golden, row: number, f: (value: number, i: number) => number): Golden {
  const width = shape[1];
  return { shape, values: values.map((value, i) => (Math.floor(i / width) === row ? f(value, i) : value)) };
}

/** A case as it is by the documentation of Keras: zeros for the output of the masked row, the file else. */
function documented(golden: LayerCase): LayerCase {
  if (!zerosForMaskedRows.includes(golden.name)) return golden;
  const row = maskedRow(golden);
  const { "output.0": output } = golden.outputs;
  const { "initial.0": gradient } = golden.gradients;
  const { "output.0": weights } = golden.outputWeights;
  return {
    ...golden,
    outputs: { ...golden.outputs, "output.0": withRow(output, row, () => 0) },
    gradients: { ...golden.gradients, "initial.0": withRow(gradient, row, (value, i) => value - weights.values[i]) },
  };
}

test("the golden file has the initial state where our last output of a masked row is zeros", () => {
  const all = layerCases("recurrent-options.json").filter(({ name }) => zerosForMaskedRows.includes(name));
  expect(all.map(({ name }) => name)).toEqual(zerosForMaskedRows);
  for (const golden of all) {
    const row = maskedRow(golden);
    const rowOf = ({ shape, values }: Golden): number[] => values.slice(row * shape[1], (row + 1) * shape[1]);
    const initial = rowOf(golden.inputs["initial.0"]);
    expect(rowOf(golden.outputs["output.0"])).toEqual(initial);
    expect(rowOf(golden.outputs["output.1"])).toEqual(initial);
    const computed = runLayer(golden)(tensorsOf(golden));
    const oursOf = (name: string): number[] => rowOf({ shape: [5, 3], values: [...computed[name].toArray()] });
    expect([oursOf("output.0"), oursOf("output.1")]).toEqual([[0, 0, 0], initial]);
  }
});

describe.each(others)("$file", ({ file, cases }) => {
  const all = layerCases(file).map(documented);

  test(`has ${cases} cases`, () => {
    expect(all.length).toBe(cases);
  });

  test.each(all)("$name", (golden) => {
    expect(compare(where(file, golden), golden, tensorsOf(golden), runLayer(golden))).toEqual([]);
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

/**
 * Attention whose keys have a bias. It adds the same to all scores of a query, so its gradient is zero and the golden
 * files leave it out.
 */
const biased = ["multi-head-attention.json", "transformer-encoder.json"].flatMap((file) =>
  layerCases(file).flatMap((golden) =>
    Object.keys(golden.weights)
      .filter((name) => name.endsWith("key.bias"))
      .map((name) => ({ title: where(file, golden), name, golden })),
  ),
);

test("the bias of keys has gradient zero", () => {
  expect(biased).toHaveLength(19);
  for (const { title, name, golden } of biased) {
    expect(golden.gradients[name]).toBeUndefined();
    const { shape, values } = golden.weights[name];
    const zero = { shape, values: values.map(() => 0) };
    const [message = ""] = compare(
      title,
      { ...golden, gradients: { [name]: zero } },
      tensorsOf(golden),
      runLayer(golden),
    );
    // Whatever is off by rounding has a tolerance of zero: its size counts.
    const size = Math.abs(Number(/ is (\S+), golden 0/.exec(message)?.[1] ?? 0));
    expect(size).toBeLessThan(3e-5);
  }
});

/** What is off when one weight of the wide case is changed. */
function broken(file: string, weight: string, change: (golden: Golden) => Golden): readonly string[] {
  const golden = layerCases(file).find(({ name }) => name.endsWith("wide"));
  if (golden === undefined) throw new Error(`${file} has no wide case`);
  const weights = { ...golden.weights, [weight]: change(golden.weights[weight]) };
  return compare(where(file, golden), golden, tensorsOf({ ...golden, weights }), runOp(golden));
}

/** The columns of gates a and b, of 17 units each, exchanged. */
function exchanged({ shape, values }: Golden, a: number, b: number): Golden {
  const [, columns] = shape;
  const source = (column: number): number => {
    const gate = Math.floor(column / 17);
    return gate === a ? column + (b - a) * 17 : gate === b ? column + (a - b) * 17 : column;
  };
  return { shape, values: values.map((_, i) => values[i - (i % columns) + source(i % columns)]) };
}

describe("the comparison notices", () => {
  test.each([
    ["gru.json", "kernel", 0, 1],
    ["gru.json", "recurrentKernel", 1, 2],
    ["lstm.json", "kernel", 0, 1],
    ["lstm.json", "recurrentKernel", 2, 3],
  ] as const)("%s: gates of %s exchanged (%i, %i)", (file, weight, a, b) => {
    const off = broken(file, weight, (golden) => exchanged(golden, a, b));
    expect(off.length).toBe(5); // the output and the gradients of x and of three weights
  });

  test.each(["gru.json", "lstm.json", "simple-rnn.json"])("%s: one weight changed by 0.001", (file) => {
    const off = broken(file, "recurrentKernel", ({ shape, values }) => ({
      shape,
      values: values.with(5, values[5] + 0.001),
    }));
    expect(off[0]).toMatch(/: output: element .* golden/);
  });
});

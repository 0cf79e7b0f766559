import { beforeAll, describe, expect, test } from "vitest";
import type { Batch, Dataset } from "../../src/data/dataset.ts";
import { startNode } from "../../src/kernels/start-node.ts";
import { compile } from "../../src/training/trainer.ts";
import { sequential } from "../../src/models/sequential.ts";
import { intTensor, tensor } from "../../src/tensor/tensor.ts";
import { differences } from "./matcher.ts";
import { trainingCases, type TrainingCase } from "./read.ts";
import { layerSpec } from "./specs.ts";

/*
 * The lecture's models and two more, twenty steps of training from the same weights on the same data as Keras: every
 * loss, and the weights that come out. The formulas of the data are those of lecture_training.py.
 */

const batches = 20;
const examples = 16;

beforeAll(() => {
  startNode();
});

/** [batch, 24, 14] → [batch, 1] */
function seriesBatch(n: number): Batch {
  const x = grid([examples, 24, 14], (b, t, f) => Math.sin(0.37 * b + 0.61 * t + 0.05 * t * f + 1.3 * n + f));
  const y = grid([examples, 1, 1], (b) => Math.cos(0.37 * b + 1.3 * n + 2));
  return { x: tensor(x, [examples, 24, 14]), y: tensor(y, [examples, 1]) };
}

/** Indices [batch, 20] → labels [batch, 1] */
function reviewBatch(n: number): Batch {
  const label = (b: number): number => ((5 * b + 3 * n) % 7 < 3 ? 1 : 0);
  const x = grid([examples, 20, 1], (b, t) => ((7 * b + 3 * t * t + 11 * n + b * t) % 30) + 20 * label(b));
  const y = grid([examples, 1, 1], label);
  return { x: intTensor(Int32Array.from(x), [examples, 20]), y: tensor(y, [examples, 1]) };
}

function grid(
  [rows, columns, depth]: readonly [number, number, number],
  f: (i: number, j: number, k: number) => number,
): Float64Array {
  return Float64Array.from({ length: rows * columns * depth }, (_, n) =>
    f(Math.floor(n / (columns * depth)), Math.floor(n / depth) % columns, n % depth),
  );
}

const losses = { mean_absolute_error: "meanAbsoluteError", binary_crossentropy: "binaryCrossentropy" } as const;

async function train(golden: TrainingCase) {
  const reviews = golden.name === "reviews";
  const model = sequential(
    golden.layers.map((layer) => layerSpec.parse(layer)),
    {
      input: reviews ? [20] : [24, 14],
      weights: new Map(Object.entries(golden.weights)),
    },
  );
  const trainer = compile(model, { optimizer: golden.optimizer, loss: losses[golden.loss] });
  const data: Dataset = { steps: batches, batch: reviews ? reviewBatch : seriesBatch };
  const seen: number[] = [];
  await trainer.fit(data, { callbacks: [{ onStepEnd: ({ batchLoss }) => void seen.push(batchLoss) }] });
  return { model, losses: seen };
}

describe("lecture-training.json", () => {
  const cases = trainingCases();

  test("has five models, twenty losses each", () => {
    expect(cases.map(({ name, losses: expected }) => [name, expected.shape])).toEqual(
      ["series, reset after", "series, reset before", "reviews", "series, lstm", "series, simpleRnn"].map((name) => [
        name,
        [batches],
      ]),
    );
  });

  test.each(cases)("$name", async (golden) => {
    const { model, losses: seen } = await train(golden);
    const where = `lecture-training.json, "${golden.name}" from ${golden.source}`;
    expect(differences(`${where}: losses`, { shape: [seen.length], toArray: () => seen }, golden.losses)).toEqual([]);
    expect(model.weights.map(({ name }) => name)).toEqual(Object.keys(golden.finalSums));
    for (const { name, value } of model.weights) {
      const found = sumsOf([...value.toArray()]);
      const { sum, weightedSum, sumOfSquares } = golden.finalSums[name];
      const expected = { shape: [3], values: [sum, weightedSum, sumOfSquares] };
      expect(differences(`${where}: sums of ${name}`, { shape: [3], toArray: () => found }, expected)).toEqual([]);
    }
  });
});

/**
 * As in lecture_training.py: the plain sum, one weighted with cos(1.7·i + 0.3) rounded to 1/256, and that of squares.
 */
function sumsOf(values: readonly number[]): readonly number[] {
  let [plain, weighted, squares] = [0, 0, 0];
  values.forEach((w, i) => {
    plain += w;
    weighted += (w * Math.round(Math.cos(1.7 * i + 0.3) * 256)) / 256;
    squares += w * w;
  });
  return [plain, weighted, squares];
}

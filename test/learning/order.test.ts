import { expect, test } from "vitest";
import { startNode } from "../../src/kernels/start-node.ts";
import { dense } from "../../src/layers/dense.ts";
import { embedding } from "../../src/layers/embedding.ts";
import { globalAveragePooling1d } from "../../src/layers/pooling/global-pooling.ts";
import type { LayerSpec } from "../../src/layers/layer.ts";
import { positionEncoding } from "../../src/layers/position-encoding.ts";
import { transformerEncoder } from "../../src/layers/transformer/transformer-encoder.ts";
import { sequential } from "../../src/models/sequential.ts";
import { adam } from "../../src/optimizers/adam.ts";
import { fold, permutation, integers, randomKey } from "../../src/tensor/random.ts";
import { intTensor, type Tensor } from "../../src/tensor/tensor.ts";
import { compile } from "../../src/training/trainer.ts";

startNode();

const longest = 16;
const words = 8;

/**
 * Texts of 4 to 16 words, zeros behind them, with words 1 and 2 once each among others; y is whether 1 comes before 2.
 */
function texts(count: number, seed: number): { x: Tensor; y: number[] } {
  const lengths = integers(randomKey(seed), count, 4, longest + 1);
  const rows = Array.from(lengths, (length, i) => {
    const key = fold(randomKey(seed), i);
    const text = integers(fold(key, "others"), length, 3, words + 1);
    const [first, second] = permutation(fold(key, "places"), length);
    text[first] = 1;
    text[second] = 2;
    return [...text, ...Array.from({ length: longest - length }, () => 0)];
  });
  return { x: intTensor(rows), y: rows.map((row) => (row.indexOf(1) < row.indexOf(2) ? 1 : 0)) };
}

async function accuracy(positions: readonly LayerSpec[]): Promise<number> {
  const model = sequential(
    [
      embedding({ inputDim: words + 1, outputDim: 16, maskZero: true }),
      ...positions,
      transformerEncoder({ intermediateDim: 32, numHeads: 2 }),
      transformerEncoder({ intermediateDim: 32, numHeads: 2 }),
      globalAveragePooling1d(),
      dense({ units: 1, activation: "sigmoid" }),
    ],
    { input: [null] },
  );
  const trainer = compile(model, {
    optimizer: adam({ learningRate: 0.003 }),
    loss: "binaryCrossentropy",
    metrics: ["binaryAccuracy"],
  });
  await trainer.fit(texts(1024, 1), { epochs: 15, batchSize: 32 });
  const { metrics } = await trainer.evaluate(texts(512, 2));
  return metrics["binaryAccuracy"];
}

test("a Transformer encoder learns which of two words comes first, and only if it is told positions", async () => {
  // One in two by chance.
  expect(await accuracy([positionEncoding()])).toBeGreaterThan(0.95);
  expect(await accuracy([])).toBeLessThan(0.6);
});

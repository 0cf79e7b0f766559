import { expect, test } from "vitest";
import { startNode } from "../../src/kernels/start-node.ts";
import { conv1d } from "../../src/layers/conv1d.ts";
import { dense } from "../../src/layers/dense.ts";
import { dropout } from "../../src/layers/dropout.ts";
import { globalMaxPooling1d } from "../../src/layers/pooling/global-pooling.ts";
import { sequential } from "../../src/models/sequential.ts";
import { fold, integers, normal, randomKey } from "../../src/tensor/random.ts";
import { compile } from "../../src/training/trainer.ts";

startNode();

const steps = 30;
const motif = [2, -2, 2];

/** Noise, in every other series with a zigzag somewhere. */
function series(count: number, seed: number): { x: number[][][]; y: number[] } {
  const key = randomKey(seed);
  const noise = normal(fold(key, "noise"), count * steps);
  const places = integers(fold(key, "places"), count, 0, steps - motif.length + 1);
  const y = Array.from({ length: count }, (_, i) => i % 2);
  const x = y.map((has, i) =>
    Array.from({ length: steps }, (_, t) => [0.4 * noise[i * steps + t] + has * (motif[t - places[i]] ?? 0)]),
  );
  return { x, y };
}

test("a convolution finds a motif wherever it is", async () => {
  const model = sequential(
    [
      conv1d({ filters: 8, kernelSize: 3, activation: "relu" }),
      globalMaxPooling1d(),
      dropout({ rate: 0.1 }),
      dense({ units: 1, activation: "sigmoid" }),
    ],
    { input: [null, 1] },
  );
  const trainer = compile(model, { optimizer: "adam", loss: "binaryCrossentropy", metrics: ["binaryAccuracy"] });
  await trainer.fit(series(400, 1), { epochs: 40, batchSize: 16 });
  const { metrics } = await trainer.evaluate(series(200, 2));
  expect(metrics["binaryAccuracy"]).toBeGreaterThan(0.97);
});

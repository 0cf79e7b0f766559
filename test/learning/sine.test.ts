import { expect, test } from "vitest";
import { startNode } from "../../src/kernels/start-node.ts";
import { dense } from "../../src/layers/dense.ts";
import { gru } from "../../src/layers/recurrent/gru.ts";
import { sequential } from "../../src/models/sequential.ts";
import { adam } from "../../src/optimizers/adam.ts";
import { randomKey, uniform } from "../../src/tensor/random.ts";
import { compile } from "../../src/training/trainer.ts";

startNode();

const steps = 12;

/** Sine waves of random phase and period, 12 steps each, and their next values. */
function waves(count: number, seed: number): { x: number[][][]; y: number[] } {
  const numbers = uniform(randomKey(seed), 2 * count);
  const wave = (i: number, t: number): number =>
    Math.sin(2 * Math.PI * (numbers[2 * i] + t / (8 + 8 * numbers[2 * i + 1])));
  const examples = Array.from({ length: count }, (_, i) => i);
  return {
    x: examples.map((i) => Array.from({ length: steps }, (_step, t) => [wave(i, t)])),
    y: examples.map((i) => wave(i, steps)),
  };
}

test("a gru forecasts sine waves of unknown period, ten times better than repeating the last value", async () => {
  const model = sequential([gru({ units: 12 }), dense({ units: 1 })], { input: [steps, 1] });
  const trainer = compile(model, { optimizer: adam({ learningRate: 0.02 }), loss: "meanAbsoluteError" });
  await trainer.fit(waves(256, 1), { epochs: 25, batchSize: 16 });
  const unseen = waves(128, 2);
  const naive = unseen.x.reduce((total, series, i) => total + Math.abs(series[steps - 1][0] - unseen.y[i]), 0) / 128;
  const { loss } = await trainer.evaluate(unseen);
  expect(loss).toBeLessThan(naive / 10);
});

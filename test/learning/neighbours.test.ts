import { expect, test } from "vitest";
import { startNode } from "../../src/kernels/start-node.ts";
import { bidirectional } from "../../src/layers/recurrent/bidirectional.ts";
import { dense } from "../../src/layers/dense.ts";
import { gru } from "../../src/layers/recurrent/gru.ts";
import type { LayerSpec } from "../../src/layers/layer.ts";
import { sequential } from "../../src/models/sequential.ts";
import { adam } from "../../src/optimizers/adam.ts";
import { randomKey, uniform } from "../../src/tensor/random.ts";
import { compile } from "../../src/training/trainer.ts";

startNode();

const steps = 10;

/** Random numbers; the target at each step is the sum of the numbers before and after it. */
function neighbours(count: number, seed: number): { x: number[][][]; y: number[][][] } {
  const numbers = uniform(randomKey(seed), count * steps, -1, 1);
  const at = (i: number, t: number): number => (t < 0 || t >= steps ? 0 : numbers[i * steps + t]);
  const over = (f: (i: number, t: number) => number): number[][][] =>
    Array.from({ length: count }, (_, i) => Array.from({ length: steps }, (_step, t) => [f(i, t)]));
  return { x: over(at), y: over((i, t) => at(i, t - 1) + at(i, t + 1)) };
}

async function errorOf(recurrent: LayerSpec): Promise<number> {
  const model = sequential([recurrent, dense({ units: 1 })], { input: [steps, 1] });
  const trainer = compile(model, { optimizer: adam({ learningRate: 0.02 }), loss: "meanSquaredError" });
  await trainer.fit(neighbours(300, 1), { epochs: 20, batchSize: 20 });
  return (await trainer.evaluate(neighbours(100, 2))).loss;
}

test("a bidirectional gru knows both neighbours of a step, a gru only the one before", async () => {
  const layer = gru({ units: 8, returnSequences: true });
  // The number after a step, of variance 1/3, cannot be known from the past.
  expect(await errorOf(layer)).toBeGreaterThan(0.25);
  expect(await errorOf(bidirectional({ layer }))).toBeLessThan(0.02);
});

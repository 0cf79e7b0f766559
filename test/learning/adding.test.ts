import { expect, test } from "vitest";
import { startNode } from "../../src/kernels/start-node.ts";
import { dense } from "../../src/layers/dense.ts";
import { gru } from "../../src/layers/recurrent/gru.ts";
import { sequential } from "../../src/models/sequential.ts";
import { adam } from "../../src/optimizers/adam.ts";
import { fold, integers, randomKey, uniform } from "../../src/tensor/random.ts";
import { tensor } from "../../src/tensor/tensor.ts";
import { compile } from "../../src/training/trainer.ts";
import type { Dataset } from "../../src/data/dataset.ts";

startNode();

const steps = 24;

/**
 * The adding problem (Hochreiter & Schmidhuber 1997, section 5.4): uniform numbers, two of them marked, one in each
 * half; the target is the sum of the marked ones. Always answering 1 has a mean squared error of 1/6.
 */
function adding(batchSize: number, seed: number): Dataset {
  return {
    steps: Infinity,
    batch(index) {
      const key = fold(randomKey(seed), index);
      const values = uniform(fold(key, "values"), batchSize * steps);
      const [first, second] = [0, 1].map((half) =>
        integers(fold(key, half), batchSize, (half * steps) / 2, ((half + 1) * steps) / 2),
      );
      const x = new Float32Array(batchSize * steps * 2);
      const y = new Float32Array(batchSize);
      for (let row = 0; row < batchSize * steps; row++) {
        const [b, t] = [Math.floor(row / steps), row % steps];
        const marked = t === first[b] || t === second[b];
        x[2 * row] = values[row];
        x[2 * row + 1] = marked ? 1 : 0;
        if (marked) y[b] += values[row];
      }
      return { x: tensor(x, [batchSize, steps, 2]), y: tensor(y) };
    },
  };
}

test("a gru adds two marked numbers that lie up to 23 steps apart", async () => {
  const model = sequential([gru({ units: 16 }), dense({ units: 1 })], { input: [null, 2] });
  const trainer = compile(model, {
    optimizer: adam({ learningRate: 0.02, globalClipnorm: 1 }),
    loss: "meanSquaredError",
  });
  await trainer.fit(adding(32, 1), { stepsPerEpoch: 350 });
  const { loss } = await trainer.evaluate(adding(100, 2), { steps: 3 });
  expect(loss).toBeLessThan(1 / 6 / 10);
});

import { expect, test } from "vitest";
import { dense } from "../../layers/dense.ts";
import { sequential } from "../../models/sequential.ts";
import { sgd } from "../../optimizers/sgd.ts";
import { tensor } from "../../tensor/tensor.ts";
import type { Callback } from "../../training/callbacks/callback.ts";
import { compile } from "../../training/trainer.ts";
import { weightAverage } from "./weight-average.ts";

const x = tensor(
  Float32Array.from({ length: 60 }, (_, i) => Math.sin(i * i)),
  [30, 2],
);
const y = tensor(
  Float32Array.from({ length: 30 }, (_, i) => Math.cos(3 * i)),
  [30, 1],
);

/**
 * Weights after every step and, before the average restores them, at the end of every epoch, with the epoch's
 * validation loss.
 */
async function trained(epochs: number, ...more: readonly Callback[]) {
  const model = sequential([dense({ units: 1 })], { input: [2], seed: 3 });
  const first = Array.from(model.flat.toArray());
  const steps: number[][] = [];
  const ends: { readonly weights: number[]; readonly loss: number | undefined }[] = [];
  const trainer = compile(model, { optimizer: sgd({ learningRate: 0.3 }), loss: "meanSquaredError" });
  await trainer.fit(
    { x, y },
    {
      epochs,
      batchSize: 7,
      validationData: { x, y },
      callbacks: [
        {
          onStepEnd: () => void steps.push(Array.from(model.flat.toArray())),
          onEpochEnd: ({ valLoss }) => void ends.push({ weights: Array.from(model.flat.toArray()), loss: valLoss }),
        },
        ...more,
      ],
    },
  );
  const loss = async () => (await trainer.evaluate({ x, y })).loss;
  return { first, steps, ends, final: Array.from(model.flat.toArray()), loss };
}

test("the average is validated and can be kept, while training goes on from the latest weights", async () => {
  const plain = await trained(30);
  const averaged = await trained(30, weightAverage());
  // 5 batches an epoch. Training itself is the same, bit for bit, and the model ends with the latest weights.
  expect(averaged.steps).toHaveLength(150);
  expect(averaged.steps).toEqual(plain.steps);
  expect(averaged.final).toEqual(plain.final);
  let average = averaged.first;
  const expected: number[][] = [];
  averaged.steps.forEach((weights, n) => {
    const share = Math.max(0.01, 1 / (1 + n / 5));
    average = average.map((value, i) => value + share * (weights[i] - value));
    if (n % 5 === 4) expected.push(average);
  });
  expect(averaged.ends).toHaveLength(30);
  averaged.ends.forEach(({ weights }, epoch) =>
    weights.forEach((value, i) => expect(value).toBeCloseTo(expected[epoch][i], 5)),
  );
  expect(averaged.ends[29].weights).not.toEqual(plain.ends[29].weights);
  expect(averaged.ends[29].loss).not.toBe(plain.ends[29].loss);
  expect(await averaged.loss()).toBe(await plain.loss());
});

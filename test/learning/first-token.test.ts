import { expect, test } from "vitest";
import { startNode } from "../../src/kernels/start-node.ts";
import { dense } from "../../src/layers/dense.ts";
import { embedding } from "../../src/layers/embedding.ts";
import { lstm } from "../../src/layers/recurrent/lstm.ts";
import { sequential } from "../../src/models/sequential.ts";
import { adam } from "../../src/optimizers/adam.ts";
import { fold, integers, randomKey } from "../../src/tensor/random.ts";
import { intTensor } from "../../src/tensor/tensor.ts";
import { compile } from "../../src/training/trainer.ts";

startNode();

const tokens = 6;
const longest = 12;

/** Texts of 1 to 12 tokens from 1 to 6, padded with zeros at the front or the end, and their first tokens. */
function texts(
  count: number,
  seed: number,
  front: boolean,
): { x: ReturnType<typeof intTensor>; y: number[][]; first: number[] } {
  const key = randomKey(seed);
  const lengths = integers(fold(key, "lengths"), count, 1, longest + 1);
  const words = integers(fold(key, "words"), count * longest, 1, tokens + 1);
  const rows = Array.from(lengths, (length, i) => {
    const text = Array.from(words.subarray(i * longest, i * longest + length));
    const padding = Array.from({ length: longest - length }, () => 0);
    return front ? [...padding, ...text] : [...text, ...padding];
  });
  const first = Array.from({ length: count }, (_, i) => words[i * longest]);
  return {
    x: intTensor(rows),
    y: first.map((word) => Array.from({ length: tokens }, (_, k) => (k === word - 1 ? 1 : 0))),
    first,
  };
}

test("an lstm remembers the first token of a text, on whichever side it is padded", async () => {
  const model = sequential(
    [
      embedding({ inputDim: tokens + 1, outputDim: 6, maskZero: true }),
      lstm({ units: 16 }),
      dense({ units: tokens, activation: "sigmoid" }),
    ],
    { input: [null] },
  );
  const trainer = compile(model, { optimizer: adam({ learningRate: 0.02 }), loss: "binaryCrossentropy" });
  await trainer.fit(texts(400, 1, false), { epochs: 25, batchSize: 20 });
  for (const front of [false, true]) {
    const unseen = texts(200, 2, front);
    const { values } = await trainer.predict(unseen.x);
    const right = unseen.first.filter((word, i) => {
      const scores = values.subarray(i * tokens, (i + 1) * tokens);
      return scores.indexOf(Math.max(...scores)) === word - 1;
    });
    // One in six by chance.
    expect(right.length).toBeGreaterThan(190);
  }
});

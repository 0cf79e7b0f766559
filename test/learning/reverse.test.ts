import { expect, test } from "vitest";
import { startNode } from "../../src/kernels/start-node.ts";
import { sparseCategoricalCrossentropy } from "../../src/losses/sparse-categorical-crossentropy.ts";
import type { Model } from "../../src/models/model.ts";
import { recurrentEncoderDecoder } from "../../src/models/recurrent-encoder-decoder.ts";
import { transformer } from "../../src/models/transformer.ts";
import { adam } from "../../src/optimizers/adam.ts";
import { fold, integers, randomKey } from "../../src/tensor/random.ts";
import { intTensor, type Tensor } from "../../src/tensor/tensor.ts";
import { compile } from "../../src/training/trainer.ts";

startNode();

const [start, end, firstLetter, letters, longest] = [1, 2, 3, 6, 6];

interface Pairs {
  readonly source: Tensor;
  /** The target moved on by one step, and what it should give. */
  readonly given: Tensor;
  readonly wanted: Tensor;
}

/** Words of 1 to 6 letters, and the same letters from the last to the first. */
function reversed(count: number, seed: number): Pairs {
  const key = randomKey(seed);
  const lengths = integers(fold(key, "lengths"), count, 1, longest + 1);
  const drawn = integers(fold(key, "letters"), count * longest, firstLetter, firstLetter + letters);
  const words = Array.from(lengths, (length, i) => Array.from(drawn.subarray(i * longest, i * longest + length)));
  const padded = (rows: number[][]): Tensor =>
    intTensor(rows.map((row) => Array.from({ length: longest + 1 }, (_, t) => row[t] ?? 0)));
  return {
    source: padded(words),
    given: padded(words.map((word) => [start, ...word.toReversed()])),
    wanted: padded(words.map((word) => [...word.toReversed(), end])),
  };
}

const vocabularySize = firstLetter + letters;

test("a transformer learns to turn words round", async () => {
  const size = { numLayers: 1, hiddenDim: 32, intermediateDim: 64, numHeads: 4, dropout: 0 };
  expect(
    await wordsRight(transformer({ vocabularySize, ...size }), { epochs: 8, learningRate: 0.005 }),
  ).toBeGreaterThan(475);
});

test.each(["luong", "bahdanau"] as const)(
  "a recurrent encoder–decoder with attention %s learns it too",
  async (attention) => {
    const size = { units: 32, embeddingDim: 16 };
    const model = recurrentEncoderDecoder({ vocabularySize, ...size, cell: "gru", attention });
    expect(await wordsRight(model, { epochs: 2, learningRate: 0.01 })).toBeGreaterThan(475);
  },
);

/**
 * Trains a model at a rate that falls to nothing, and counts of 500 unseen words those of which it gets every letter.
 */
async function wordsRight(
  model: Model,
  { epochs, learningRate }: { readonly epochs: number; readonly learningRate: number },
): Promise<number> {
  const loss = sparseCategoricalCrossentropy({ fromLogits: true, labelSmoothing: 0.1, ignoreClass: 0 });
  const examples = 4_000;
  const updates = (epochs * examples) / 32;
  const optimizer = adam({ learningRate: (step) => learningRate * (1 - step / (updates + 1)) });
  const trainer = compile(model, { optimizer, loss });
  const { source, given, wanted } = reversed(examples, 1);
  await trainer.fit({ x: [source, given], y: wanted }, { epochs, batchSize: 32 });
  const unseen = reversed(500, 2);
  const { values, shape } = await trainer.predict([unseen.source, unseen.given]);
  const [, steps, tokens] = shape;
  const labels = unseen.wanted.toArray();
  let right = 0;
  for (let word = 0; word < 500; word++) {
    let all = true;
    for (let t = word * steps; t < (word + 1) * steps; t++) {
      const logits = values.subarray(t * tokens, (t + 1) * tokens);
      if (labels[t] !== 0 && logits.indexOf(Math.max(...logits)) !== labels[t]) all = false;
    }
    if (all) right += 1;
  }
  return right;
}

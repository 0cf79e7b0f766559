import { recurrentEncoderDecoder } from "../../src/models/recurrent-encoder-decoder.ts";
import { adam } from "../../src/optimizers/adam.ts";
import type { Recipe } from "../../src/jobs/sequences/recipe.ts";

/** A model of sequences that trains in milliseconds. */
export const tinyRecipe: Recipe = {
  labelSmoothing: 0.1,
  updates: 3,
  learningRate: () => 0.01,
  optimizer: (learningRate) => adam({ learningRate, globalClipnorm: 1 }),
  model: ({ source, target }, seed) =>
    recurrentEncoderDecoder({
      vocabularySize: target,
      sourceVocabularySize: source,
      cell: "gru",
      units: 4,
      embeddingDim: 4,
      dropout: 0.2,
      seed,
    }),
};

const nouns = ["dog", "cat", "bird", "tree"];
const verbs = ["sees", "likes", "finds"];

/** Pairs of sentences, tab between them. */
export const pairLines: string = Array.from(
  { length: 60 },
  (_, i) => `the ${nouns[i % 4]} ${verbs[i % 3]} ${i}\tein ${nouns[(i + 1) % 4]} ${i} ${verbs[i % 3]}\n`,
).join("");

/** Trees in Penn's brackets, one on a line. */
export const treeLines: string = Array.from(
  { length: 40 },
  (_, i) =>
    `( (S (NP (DT the) (NN ${nouns[i % 4]})) (VP (VBZ ${verbs[i % 3]}) (NP (DT a) (NN ${nouns[(i + 1) % 4]}))) (. ` +
    `.)))\n`,
).join("");

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { tinyRecipe } from "../../../test/reliability/tiny-corpus.ts";
import { fromPairs } from "../../data/text/pair-dataset.ts";
import { tokenLists } from "../../data/text/token-lists.ts";
import type { EncoderDecoder } from "./encoder-decoder.ts";
import type { Recipe } from "./recipe.ts";
import { trainCandidates } from "./train-candidates.ts";

let folder = "";
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "lookback-candidates-"))));
afterEach(async () => rm(folder, { recursive: true, force: true }));

test("each candidate is built once: its parameters are read from the model that is then trained", async () => {
  const made: EncoderDecoder[] = [];
  const recipe: Recipe = {
    ...tinyRecipe,
    model(vocabulary, seed) {
      const model = tinyRecipe.model(vocabulary, seed);
      made.push(model);
      return model;
    },
  };
  const lists = tokenLists([Int32Array.of(3, 4), Int32Array.of(4, 5, 3)]);
  const pairs = fromPairs({ source: lists, target: lists }, { tokensPerBatch: 16, seed: 0, begin: 1, end: 2 });
  const begun: number[] = [];
  const { trained } = await trainCandidates({
    models: ["one", "two"],
    recipeOf: () => recipe,
    vocabulary: { source: 6, target: 6 },
    task: {
      train: pairs,
      validation: pairs,
      evaluate: () => () => Promise.resolve({ score: 1 }),
      sample: () => ({ source: "", output: "" }),
    },
    limits: { updates: 1, patience: 1, average: 1, seed: 0 },
    folder,
    command: "train",
    callbacks: { onModelBegin: ({ parameters }) => void begun.push(parameters) },
    signal: undefined,
  });
  expect(made).toHaveLength(2);
  expect(begun).toEqual(made.map(({ parameterCount }) => parameterCount));
  expect(trained.map(({ model }) => model)).toEqual(made);
});

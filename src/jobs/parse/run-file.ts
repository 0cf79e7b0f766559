import { z } from "zod";
import type { ParseVocabulary } from "../../data/trees/parse-vocabulary.ts";
import { printTree } from "../../data/trees/print-tree.ts";
import { tagsShown } from "../../data/trees/linearise.ts";
import { runFile, type BegunRun, type RunData } from "../sequences/run-file.ts";
import type { FullOptions, ParseOptions } from "./options.ts";
import type { Prepared } from "./prepare.ts";
import { presetNames, modelNames } from "./candidates.ts";

const file = runFile<ParseOptions>(
  "lookback-parse-run",
  z.strictObject({
    trees: z.string(),
    test: z.int().exactOptional(),
    validation: z.int().exactOptional(),
    preset: z.enum(presetNames),
    models: z.array(z.enum(modelNames)),
    tags: z.enum(tagsShown),
    lookahead: z.boolean(),
    minCount: z.int(),
    phrases: z.number(),
    wordDropout: z.number(),
    dropout: z.number().exactOptional(),
    maxLength: z.int(),
    tokensPerBatch: z.int(),
    updates: z.int().exactOptional(),
    minutes: z.number().exactOptional(),
    validateEvery: z.int().exactOptional(),
    patience: z.int(),
    average: z.int(),
    beam: z.int(),
    alpha: z.number(),
    seed: z.int(),
  }),
);

/** Writes what resuming needs into the folder of a training that begins. */
export async function beginRun(folder: string, options: FullOptions, prepared: Prepared): Promise<void> {
  await file.begin(folder, options, dataOf(prepared), { [vocabularyName]: encodeVocabulary(prepared.vocabulary) });
}

/** The training that was begun in a folder. Throws a DataError when there is none. */
export async function readRun(folder: string): Promise<BegunRun<ParseOptions>> {
  return file.read(folder);
}

/** What the training reads. */
export function dataOf({ source, train, validation, test }: Prepared): RunData {
  return {
    name: source,
    parts: {
      "training trees": train.map(printTree),
      "validation trees": validation.map(printTree),
      "test trees": test.map(printTree),
    },
  };
}

export const vocabularyName = "vocabulary.json";

export function encodeVocabulary({ data }: ParseVocabulary): string {
  return `${JSON.stringify({ format: "lookback-parse-vocabulary", version: 1, ...data }, null, 1)}\n`;
}

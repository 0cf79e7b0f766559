import { z } from "zod";
import { printTree } from "../../data/trees/print-tree.ts";
import { tagsShown } from "../../data/trees/linearise.ts";
import { runFile, type RunData } from "../sequences/run-file.ts";
import type { ParseOptions } from "./options.ts";
import type { Prepared } from "./prepare.ts";
import { presetNames, modelNames } from "./candidates.ts";

/** run.json of a training of parsers. */
export const parseRun = runFile<ParseOptions>(
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
